package io.chathub.hub;

import io.chathub.library.NativeLibraries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads Netty's native library for sockets on Linux before Netty looks for it, which would write a
 * copy at each start. Netty takes what is loaded.
 */
final class EpollLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(EpollLibrary.class);

  private EpollLibrary() {}

  /** Where it cannot be, sockets are Java's own. Blocking: call before there is a Vert.x. */
  static void load() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    String name = "libnetty_transport_native_epoll_" + platform() + ".so";
    try {
      var unused =
          NativeLibraries.ofUser()
              .load("META-INF/native/" + name, name, file -> System.load(file.toString()));
    } catch (IllegalStateException e) {
      LOG.info("sockets are Java's own, and slower: {}", e.getMessage());
      System.setProperty("io.netty.transport.noNative", "true");
    }
  }

  private static String platform() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "aarch_64";
      default -> "none";
    };
  }
}
