package io.chathub.hub;

import com.sun.management.UnixOperatingSystemMXBean;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.config.StoreConfig;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Optional;

/** Whether the process may open as many files as its configuration asks for. */
final class FileDescriptors {

  /** For the process itself: its jar, logs, event loops, other nodes, operators, a backup. */
  static final long RESERVE = 256;

  private FileDescriptors() {}

  /** What is wrong and what to do, where the limit is too low; empty where it is not known. */
  static Optional<String> doubt(HubConfig config) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix
        ? doubt(config, unix.getMaxFileDescriptorCount())
        : Optional.empty();
  }

  static Optional<String> doubt(HubConfig config, long limit) {
    int connections = config.gateway().limits().connections();
    long tables =
        config.store().kind() == StoreConfig.Kind.EMBEDDED ? EmbeddedStoreConfig.openFilesMax() : 0;
    long needed = connections + tables + RESERVE;
    return limit < 0 || limit >= needed
        ? Optional.empty()
        : Optional.of(
            "this process may open %d files, limits.connections=%d needs %d: raise the limit (ulimit -n %d, or LimitNOFILE=%d for systemd), or lower limits.connections"
                .formatted(limit, connections, needed, needed, needed));
  }
}
