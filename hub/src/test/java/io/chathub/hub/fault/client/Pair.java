package io.chathub.hub.fault.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two users who chat: one says something, and says the next thing a moment after that was
 * acknowledged and the other has it. They do not come back when they are cut off, and take no
 * refusal. Thread safe.
 */
public final class Pair implements AutoCloseable {

  private static final int PATIENCE_S = 15;

  /** Between two messages: nobody types faster. */
  private static final int PACE_MS = 50;

  private final HttpClient http = HttpClient.newHttpClient();
  private final End speaker;
  private final End listener;
  private final String usif;
  private final AtomicInteger delivered = new AtomicInteger();
  private final Thread talking = new Thread(this::talk, "pair");
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String trouble; // null while there is none

  public Pair(int port, String usif, String speakerToken, String listenerToken) {
    this.usif = usif;
    this.speaker = new End(port, speakerToken);
    this.listener = new End(port, listenerToken);
    talking.start();
  }

  /** Messages that arrived. */
  public int delivered() {
    return delivered.get();
  }

  /** What disturbed them; null where nothing did. */
  public String trouble() {
    return trouble;
  }

  private void talk() {
    try {
      speaker.next("ready");
      listener.next("ready");
      for (int i = 0; !over.await(PACE_MS, TimeUnit.MILLISECONDS); i++) {
        JsonObject data = new JsonObject().put("usif", usif).put("content", i).put("cid", "p" + i);
        speaker.send(new JsonObject().put("action", "push").put("data", data));
        JsonObject pushback = speaker.next("pushback");
        if (pushback.getInteger("errcode") != 0) {
          throw new IllegalStateException("refused: " + pushback);
        }
        JsonObject push = listener.next("push").getJsonObject("data");
        if (!push.getValue("content").equals(i)) {
          throw new IllegalStateException("not message " + i + ": " + push);
        }
        delivered.incrementAndGet();
      }
    } catch (IllegalStateException | InterruptedException e) {
      trouble = e.toString();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      talking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    speaker.socket.abort();
    listener.socket.abort();
  }

  /** One end; a frame that says the connection is over stands behind all others. */
  private final class End implements WebSocket.Listener {

    private static final String OVER = "over";

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    End(int port, String token) {
      socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + "/ws?sec-websocket-protocol=" + token),
                  this)
              .join();
    }

    void send(JsonObject frame) {
      var unused = socket.sendText(frame.encode(), true).join();
    }

    @CanIgnoreReturnValue
    JsonObject next(String type) throws InterruptedException {
      while (true) {
        JsonObject frame = frames.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (frame == null) {
          throw new IllegalStateException("no " + type + " came");
        }
        if (frame.getString("msgType").equals(OVER)) {
          throw new IllegalStateException("waiting for " + type + ": " + frame);
        }
        if (frame.getString("msgType").equals(type)) {
          return frame;
        }
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        frames.add(new JsonObject(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      over("closed with " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      over(failure.toString());
    }

    private void over(String why) {
      frames.add(new JsonObject().put("msgType", OVER).put("why", why));
    }
  }
}
