package io.chathub.hub;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One address in front of the nodes of a trial: hands each connection to a node, by turns, to the
 * next where one does not accept. A connection lives as long as both of its ends. Nodes see it as
 * the client of all. All that changes is owned by its event loop.
 */
final class TrialFront implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int CONNECT_MAX_MS = 2_000;
  private static final int CONNECTIONS_MAX = 1_000; // one more is closed at once
  private static final long ANSWER_S = 10;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)));
  private final NetClient client =
      vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MAX_MS));
  private final List<Integer> nodes;
  private int turn;
  private int connections;

  /**
   * @param nodes the ports of their clients
   */
  TrialFront(List<Integer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Blocking.
   *
   * @return the port, also for port 0
   * @throws IllegalStateException where it cannot listen
   */
  int listen(int port) {
    try {
      return vertx
          .createNetServer()
          .connectHandler(this::receive)
          .listen(port, HOST)
          .map(NetServer::actualPort)
          .recover(
              failure ->
                  Future.failedFuture(
                      new IllegalStateException(
                          "cannot listen on " + HOST + ":" + port + ": " + failure.getMessage())))
          .await(ANSWER_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("cannot listen on " + HOST + ":" + port + " in time", e);
    }
  }

  private void receive(NetSocket page) {
    if (connections >= CONNECTIONS_MAX) {
      var unused = page.close();
      return;
    }
    connections++;
    page.closeHandler(gone -> connections--);
    page.pause();
    turn = (turn + 1) % nodes.size();
    connect(turn, nodes.size())
        .onSuccess(node -> join(page, node))
        .onFailure(
            failure -> {
              var unused = page.close();
            });
  }

  private Future<NetSocket> connect(int node, int tries) {
    Future<NetSocket> connected = client.connect(nodes.get(node), HOST);
    return tries == 1
        ? connected
        : connected.recover(failure -> connect((node + 1) % nodes.size(), tries - 1));
  }

  /** What is written to a socket that is closed already fails, and ends the other one. */
  private static void join(NetSocket page, NetSocket node) {
    var unusedIn = page.pipeTo(node).onComplete(over -> node.close());
    var unusedOut = node.pipeTo(page).onComplete(over -> page.close());
  }

  @Override
  public void close() {
    try {
      var unused = vertx.close().await(ANSWER_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The process ends now anyway.
    }
  }
}
