package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.chathub.scene.FreePort;
import io.chathub.scene.redis.RedisServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessIT {

  private static final int SESSION = 3; // behind the name, in /proc/<pid>/stat

  @TempDir Path dir;

  @Test
  void aPortThatSomebodyElseListensOnIsRefused() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> {
                try (RedisProcess redis = start(other.getLocalPort())) {
                  assertThat(redis).as("started beside another server").isNull();
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("taken");
    }
  }

  @Test
  void aCtrlCForTheTerminalsProcessesDoesNotReachIt() throws Exception {
    assumeThat(Path.of("/usr/bin/setsid")).isExecutable();
    assumeThat(Path.of("/proc/self/stat")).exists();
    Set<Long> before = children();

    try (RedisProcess redis = start(FreePort.next())) {
      assertThat(redis).isNotNull();
      assertThat(children())
          .filteredOn(pid -> !before.contains(pid))
          .singleElement()
          .satisfies(pid -> assertThat(sessionOf(pid)).isEqualTo(pid));
    }
  }

  private RedisProcess start(int port) throws InterruptedException {
    return RedisProcess.start(Path.of(RedisServer.executable()), dir.resolve("redis"), port);
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static Long sessionOf(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    return Long.valueOf(fields.get(SESSION));
  }
}
