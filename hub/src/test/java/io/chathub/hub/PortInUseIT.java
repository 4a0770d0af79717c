package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that somebody else has, and the one line that is said of it. */
class PortInUseIT {

  @TempDir Path dir;
  private ServerSocket other;
  private String taken;

  @BeforeEach
  void take() throws Exception {
    other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    taken = Integer.toString(other.getLocalPort());
  }

  @AfterEach
  void close() throws Exception {
    other.close();
  }

  @Test
  void ofClients() {
    expect("http.port", "--port PORT", "demo", "--internal-port", "0", "--port", taken);
  }

  @Test
  void ofServices() {
    expect("internal.port", "--internal-port PORT", "serve", "--internal-port", taken);
  }

  @Test
  void ofTheCluster() {
    expectInCluster("cluster.port", "cluster.port=" + taken);
  }

  @Test
  void ofTheBus() {
    expectInCluster("cluster.bus.port", "cluster.bus.port=" + taken);
  }

  private void expectInCluster(String key, String set) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port=0", "--internal-port=0"));
    for (String setting : List.of("store.kind=redis", "cluster.enabled=true", set)) {
      arguments.addAll(List.of("--set", setting));
    }
    if (key.equals("cluster.bus.port")) {
      // Looked at first: it must be free.
      arguments.addAll(List.of("--set", "cluster.port=" + io.chathub.scene.FreePort.next()));
    }
    expect(key, "--set " + key + "=PORT", arguments.toArray(String[]::new));
  }

  private void expect(String key, String option, String... arguments) {
    try (HubProcess hub = HubProcess.start(dir, Map.of(), arguments)) {
      assertThat(hub.exitCode()).isEqualTo(1);
      assertThat(hub.err())
          .contains(key + ": cannot listen on 127.0.0.1:" + taken)
          .contains("in use by another process")
          .contains(option)
          .doesNotContain("Exception");
    }
  }
}
