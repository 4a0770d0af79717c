package io.chathub.bench.bare;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bench.BenchMain;
import io.chathub.bench.load.Figure;
import io.chathub.bench.load.Figures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole generator against a server that acknowledges everything and then breaks its word. */
class FaultsShowIT {

  /** What the server does to the fifth message of each sender. */
  private enum Fault {
    NONE,
    LOSE,
    DOUBLE,
    SWAP,
    DAMAGE,
    REFUSE,
    IGNORE
  }

  private static final int PAIRS = 5;
  private static final int SENDERS = 2 * PAIRS;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void eachFaultIsCountedForEachSenderAndNoOther() throws Exception {
    assertThat(faultsOf(Fault.NONE)).isEmpty();
    assertThat(faultsOf(Fault.LOSE)).containsExactly("lost " + SENDERS);
    assertThat(faultsOf(Fault.DOUBLE)).containsExactly("doubled " + SENDERS);
    assertThat(faultsOf(Fault.SWAP)).containsExactly("reordered " + SENDERS);
    // What arrives damaged did not arrive.
    assertThat(faultsOf(Fault.DAMAGE)).containsExactly("lost " + SENDERS, "damaged " + SENDERS);
    assertThat(faultsOf(Fault.REFUSE)).containsExactly("refused " + SENDERS);
    assertThat(faultsOf(Fault.IGNORE)).containsExactly("unanswered " + SENDERS);
  }

  private List<String> faultsOf(Fault fault) throws Exception {
    BareRooms rooms = new BareRooms();
    HttpServer server =
        vertx
            .createHttpServer()
            .webSocketHandler(socket -> new Faulty(fault, rooms, socket).serve())
            .listen(0, "127.0.0.1")
            .await();
    Figures figures = load(server.actualPort());
    server.close().await();

    assertThat(figures.get(Figure.DELIVERIES).orElseThrow()).isGreaterThan(50);
    assertThat(figures.isClean()).isEqualTo(fault == Fault.NONE);
    return Stream.of(Figure.values())
        .filter(figure -> figure.isFault() && figures.get(figure).orElse(0) != 0)
        .map(figure -> figure.title() + " " + figure.format(figures.get(figure).orElseThrow()))
        .toList();
  }

  private static Figures load(int port) {
    String[] command = {
      "rate",
      "--server=bare",
      "--port=" + port,
      "--pairs=" + PAIRS,
      "--rate=100",
      "--warmup=0",
      "--settle=1",
      "--seconds=1"
    };
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      int unused = BenchMain.commandLine().execute(command);
    } finally {
      System.setOut(before);
    }
    return Figures.parse(printed.toString(StandardCharsets.UTF_8).lines().toList());
  }

  /** One socket of the faulty server. Not thread safe: owned by its event loop. */
  private static final class Faulty {

    private static final int VICTIM = 5;

    private final Fault fault;
    private final BareRooms rooms;
    private final ServerWebSocket socket;
    private final String user;
    private int count;
    private String heldBack = "";

    Faulty(Fault fault, BareRooms rooms, ServerWebSocket socket) {
      this.fault = fault;
      this.rooms = rooms;
      this.socket = socket;
      this.user = socket.query().substring(socket.query().indexOf('=') + 1);
    }

    void serve() {
      rooms.join(user, socket);
      socket.textMessageHandler(this::pushed);
      socket.writeTextMessage(BareMessage.ready(user));
    }

    private void pushed(String frame) {
      BareMessage message = BareMessage.parse(frame);
      String data = message.data(user, 0);
      String push = BareMessage.event("push", data);
      String pushback = BareMessage.event("pushback", data);
      ServerWebSocket peer = rooms.peerOf(user, message.usif());
      boolean isVictim = ++count == VICTIM;
      if (isVictim && fault == Fault.IGNORE) {
        return;
      }
      if (isVictim && fault == Fault.REFUSE) {
        socket.writeTextMessage(pushback.replace("\"errcode\":0", "\"errcode\":50300"));
        return;
      }
      socket.writeTextMessage(pushback);
      if (!isVictim || fault == Fault.NONE || fault == Fault.DOUBLE) {
        peer.writeTextMessage(push);
      }
      if (isVictim && fault == Fault.DOUBLE) {
        peer.writeTextMessage(push);
      }
      if (isVictim && fault == Fault.DAMAGE) {
        peer.writeTextMessage(push.replace("xx\"", "x\""));
      }
      if (!heldBack.isEmpty()) {
        peer.writeTextMessage(heldBack);
        heldBack = "";
      }
      if (isVictim && fault == Fault.SWAP) {
        heldBack = push;
      }
    }
  }
}
