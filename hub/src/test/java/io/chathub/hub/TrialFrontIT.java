package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrialFrontIT {

  private final List<FakeNode> nodes = new ArrayList<>();
  private TrialFront front;
  private int port;

  /** Says its number to whoever connects, then sends back what it gets. */
  private static final class FakeNode implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> pages = new ArrayList<>(); // guarded by itself

    FakeNode(int number) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      start(
          () -> {
            while (true) {
              Socket page = server.accept();
              synchronized (pages) {
                pages.add(page);
              }
              page.getOutputStream().write(number);
              start(() -> page.getInputStream().transferTo(page.getOutputStream()));
            }
          });
    }

    private interface Work {
      void run() throws IOException;
    }

    private static void start(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException e) {
                  // It is closed.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
      synchronized (pages) {
        for (Socket page : pages) {
          page.close();
        }
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      nodes.add(new FakeNode(i));
    }
    front = new TrialFront(nodes.stream().map(node -> node.server.getLocalPort()).toList());
    port = front.listen(0);
  }

  @AfterEach
  void close() throws IOException {
    front.close();
    for (FakeNode node : nodes) {
      node.close();
    }
  }

  @Test
  void eachNodeHasItsTurnAndIsSpokenWithInBothDirections() throws IOException {
    List<Integer> met = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      try (Socket page = connect()) {
        met.add(page.getInputStream().read());
        page.getOutputStream().write(new byte[] {42, 43});
        assertThat(page.getInputStream().readNBytes(2)).containsExactly(42, 43);
      }
    }

    assertThat(met).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aPageOfANodeThatIsGoneMeetsAnotherAtTheSameAddress() throws IOException {
    try (Socket page = connect()) {
      int first = page.getInputStream().read();
      nodes.get(first).close();

      assertThat(readUntilGone(page)).isEqualTo(-1);
      for (int i = 0; i < nodes.size(); i++) {
        try (Socket again = connect()) {
          assertThat(again.getInputStream().read()).isNotEqualTo(first).isNotEqualTo(-1);
        }
      }
    }
  }

  @Test
  void withoutAnyNodeAPageIsClosed() throws IOException {
    for (FakeNode node : nodes) {
      node.close();
    }

    try (Socket page = connect()) {
      assertThat(readUntilGone(page)).isEqualTo(-1);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    TrialFront second = new TrialFront(List.of(1));
    try {
      assertThatThrownBy(() -> second.listen(port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(":" + port);
    } finally {
      second.close();
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static int readUntilGone(Socket page) {
    try {
      return page.getInputStream().read();
    } catch (IOException e) {
      if (e instanceof java.net.SocketException) {
        return -1;
      }
      throw new UncheckedIOException(e);
    }
  }
}
