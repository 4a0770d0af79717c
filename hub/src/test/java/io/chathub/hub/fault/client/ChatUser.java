package io.chathub.hub.fault.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A client as the protocol wants it: one connection to one of the nodes, another one whenever it
 * breaks, what was missed asked for, what was not acknowledged sent again. It pushes at its pace.
 * Runs on its event loop; what is public may be called from any thread.
 */
public final class ChatUser extends VerticleBase {

  private static final long TICK_MS = 200;
  private static final int LEAVES = 1000;

  /** Its own: nobody answers. */
  private static final int GIVEN_UP = 4000;

  private static final Set<Integer> STAY_AWAY = Set.of(LEAVES, 1003, 1008, 1009, 4401, 4409, 4410);

  private final ClientNet net;
  private final Account account;
  private final Outbox outbox;
  private final Catcher catcher;
  private final Diary diary = new Diary();
  private final Latencies latencies = new Latencies();
  private final Backoff backoff = new Backoff();
  private volatile Supplier<List<Endpoint>> endpoints;
  private int turn;
  private Line line;
  private boolean isConnecting;
  private volatile Pace pace;
  private volatile boolean isTimed = true;
  private volatile boolean isAway;
  private volatile boolean isPushing = true;
  private volatile boolean isPatient;
  private volatile Optional<String> connectionId = Optional.empty();
  private volatile String node = "";

  /**
   * @param endpoints where it may connect now; asked before each attempt
   * @param turn which of them it takes first
   */
  public ChatUser(
      ClientNet net, Account account, Pace pace, Supplier<List<Endpoint>> endpoints, int turn) {
    this.net = net;
    this.account = account;
    this.pace = pace;
    this.endpoints = endpoints;
    this.turn = turn;
    this.outbox = new Outbox(account.user(), account.chats());
    this.catcher = new Catcher(net, account, diary);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TICK_MS, timer -> tick());
    connect();
    return Future.succeededFuture();
  }

  public String name() {
    return account.user();
  }

  public Account account() {
    return account;
  }

  public Diary diary() {
    return diary;
  }

  /** To be read when it has stopped, or takes no more of them. */
  public Latencies latencies() {
    return latencies;
  }

  /** From now on it does not measure how long messages took. */
  public void measureNoLatencies() {
    isTimed = false;
  }

  /** The connection that it is signed in on. */
  public Optional<String> connectionId() {
    return connectionId;
  }

  /** The node that it is, or was last, signed in at. */
  public String node() {
    return node;
  }

  public boolean isConnected() {
    return connectionId.isPresent();
  }

  /** By {@code cid}. */
  public Map<String, Acknowledged> acknowledged() {
    return outbox.acknowledged();
  }

  /** Whether it made the message with this {@code cid} for this chat. */
  public boolean made(String cid, String usif) {
    return outbox.made(cid, usif);
  }

  /** Whether it pushed the message with this {@code cid} more than once. */
  public boolean pushedAgain(String cid) {
    return outbox.pushedAgain(cid);
  }

  /**
   * From now on it keeps its connection, also where nobody answers, until the other side ends it.
   */
  public void holdOn() {
    isPatient = true;
  }

  /** Pushes nothing new; what is under way is still sent again until it is acknowledged. */
  public void stopPushing() {
    isPushing = false;
  }

  /** Pushes again, at another pace. */
  public void pushAgain(Pace next) {
    pace = next;
    isPushing = true;
    context.runOnContext(now -> pushMore());
  }

  public boolean isSettled() {
    return isConnected() && outbox.pendingCount() == 0;
  }

  /** After the next break of its connection it does not come back. */
  public void stayAwayWhenCutOff() {
    isAway = true;
  }

  /** Closes its connection, as one who leaves. */
  public void leave() {
    isAway = true;
    context.runOnContext(
        now -> {
          if (line != null) {
            drop(LEAVES);
          }
        });
  }

  /** From its next attempt on it goes there, and nowhere else. */
  public void goTo(Supplier<Endpoint> place) {
    endpoints = () -> List.of(place.get());
  }

  public void comeBack() {
    isAway = false;
    context.runOnContext(now -> connect());
  }

  /** Asks for all that it has missed; {@link #isCaughtUp} says the truth once this completes. */
  public Future<Void> catchUp() {
    Promise<Void> begun = Promise.promise();
    context.runOnContext(
        now -> {
          catcher.wantAll();
          begun.complete();
          tick();
        });
    return begun.future();
  }

  /** Whether all that was to be asked for is answered. */
  public boolean isCaughtUp() {
    return catcher.isDone();
  }

  /** What it holds of its chats without a hole; to be read when it is caught up. */
  public Map<String, long[]> copies() {
    Map<String, long[]> all = new HashMap<>();
    catcher.copies().forEach(copy -> all.put(copy.usif(), copy.fingerprints()));
    return all;
  }

  /** What can not be, seen from this client alone. */
  public List<String> faults() {
    return Stream.of(
            catcher.copies().stream().flatMap(copy -> copy.faults().stream()),
            outbox.faults().stream(),
            diary.faults().stream())
        .flatMap(found -> found)
        .map(fault -> name() + ": " + fault)
        .toList();
  }

  private static long now() {
    return System.nanoTime();
  }

  private void connect() {
    List<Endpoint> choice = endpoints.get();
    if (isAway || isConnecting || line != null) {
      return;
    }
    if (choice.isEmpty()) {
      connectAfter(backoff.next());
      return;
    }
    isConnecting = true;
    Endpoint endpoint = choice.get(turn % choice.size());
    net.connect(endpoint, account.token())
        .onComplete(
            attempt -> {
              isConnecting = false;
              if (attempt.succeeded()) {
                connected(attempt.result(), endpoint);
              } else {
                turn++;
                connectAfter(backoff.next());
              }
            });
  }

  private void connectAfter(long milliseconds) {
    vertx.setTimer(Math.max(1, milliseconds), timer -> connect());
  }

  private void connected(WebSocket socket, Endpoint endpoint) {
    Line opened = new Line(socket, endpoint, now());
    line = opened;
    socket.exceptionHandler(failure -> {});
    socket.textMessageHandler(
        text -> {
          if (line == opened) {
            opened.heard(now());
            onFrame(new JsonObject(text));
          }
        });
    socket.closeHandler(
        closed -> {
          if (line == opened) {
            Short code = socket.closeStatusCode();
            gone(code == null ? Close.BROKEN : code);
          }
        });
  }

  /** Gives a connection up without waiting for the other side. */
  private void drop(int code) {
    Line dropped = line;
    gone(code);
    dropped.close();
  }

  private void gone(int code) {
    diary.closed(new Close(code, line.endpoint().node(), line.retryAfterMs(), now()));
    OptionalLong wait = line.retryAfterMs();
    line = null;
    connectionId = Optional.empty();
    catcher.cutOff();
    if (STAY_AWAY.contains(code)) {
      isAway = true;
    } else {
      turn++;
      connectAfter(wait.orElseGet(backoff::next));
    }
  }

  private void tick() {
    if (line == null) {
      return;
    }
    if (!isPatient && line.isDead(now())) {
      drop(GIVEN_UP);
      return;
    }
    line.pingIfSilent(now());
    catcher.ask(line, now());
  }

  private void onFrame(JsonObject frame) {
    int errcode = frame.getInteger("errcode", 0);
    switch (frame.getString("msgType")) {
      case "ready" -> onReady(frame.getJsonObject("data"));
      case "fail" -> onFail(errcode, frame.getJsonObject("meta", new JsonObject()));
      case "bye" -> line.comeBackAfter(retryAfter(frame.getJsonObject("data")));
      case "push" -> onPush(Received.of(frame.getJsonObject("data")));
      case "pushback" -> onPushback(errcode, frame.getJsonObject("data"));
      case "reconnect" -> onReconnect(frame);
      case "online", "offline" -> onPresence(frame);
      case "error" -> onError(frame.getJsonObject("data"));
      default -> {}
    }
  }

  private void onReady(JsonObject data) {
    line.ready(data);
    backoff.reset();
    diary.signedIn();
    node = line.endpoint().node();
    connectionId = Optional.of(line.connectionId());
    catcher.wantAll();
    catcher.ask(line, now());
    outbox.pending().forEach(this::send);
    pushMore();
  }

  private void onFail(int errcode, JsonObject meta) {
    boolean isRetryable = isRetryable(meta);
    diary.refusedSignIn(new Refused(errcode, isRetryable, line.endpoint().node(), now()));
    line.comeBackAfter(retryAfter(meta));
  }

  private void onPush(Received message) {
    Optional<Stamp> stamp = Stamp.of(message.content());
    boolean isNew = catcher.place(message, now());
    diary.cameLive(isNew);
    if (isNew && stamp.isPresent()) {
      checkOrder(message, stamp.get().node());
      if (isTimed && stamp.get().attempt() == 1) {
        boolean isSameNode = stamp.get().node().equals(line.endpoint().node());
        latencies.add(isSameNode, now() - stamp.get().sentAt());
      }
    }
  }

  private void checkOrder(Received message, String entry) {
    if (!line.order().allows(message.usif(), entry, message.seq())) {
      diary.cameLate(new Late(message, line.endpoint().node()));
    }
  }

  private void onPushback(int errcode, JsonObject data) {
    if (errcode != 0) {
      refused(errcode, data);
      return;
    }
    Received stored = Received.of(data);
    boolean isNew = catcher.place(stored, now());
    if (data.getInteger("duplicate", 0) == 0 && isNew) {
      checkOrder(stored, line.endpoint().node());
    }
    if (outbox.acknowledge(stored)) {
      diary.acknowledged(now());
      if (pace.pause().isZero()) {
        pushMore();
      } else {
        vertx.setTimer(pace.pause().toMillis(), timer -> pushMore());
      }
    }
  }

  private void refused(int errcode, JsonObject data) {
    boolean isRetryable = isRetryable(data);
    diary.refusedPush(new Refused(errcode, isRetryable, line.endpoint().node(), now()));
    String cid = data.getString("cid");
    Line refuser = line;
    long wait = retryAfter(data).orElseGet(backoff::next);
    if (isRetryable) {
      vertx.setTimer(
          Math.max(1, wait),
          timer -> {
            if (line == refuser && outbox.isPending(cid)) {
              send(cid);
            }
          });
    }
  }

  private void pushMore() {
    while (isPushing && line != null && line.isReady() && outbox.pendingCount() < pace.underWay()) {
      send(outbox.next());
    }
  }

  private void send(String cid) {
    line.send(outbox.frame(cid, line.endpoint().node(), now()));
  }

  private void onReconnect(JsonObject frame) {
    JsonArray chats = frame.getJsonObject("meta").getJsonArray("chats");
    catcher.answered(line, frame.getJsonArray("data"), chats, now());
  }

  private void onPresence(JsonObject frame) {
    String user = frame.getJsonObject("data").getString("user_id");
    boolean isOnline = frame.getString("msgType").equals("online");
    diary.told(new PresenceEvent(isOnline, user, now(), line.endpoint().node()));
  }

  private void onError(JsonObject data) {
    if (data.getString("action", "").equals("reconnect")) {
      catcher.refused(line);
    }
  }

  private static boolean isRetryable(JsonObject data) {
    return data.getInteger("retryable", 0) == 1;
  }

  private static OptionalLong retryAfter(JsonObject data) {
    Long wait = data == null ? null : data.getLong("retry_after_ms");
    return wait == null ? OptionalLong.empty() : OptionalLong.of(wait);
  }

  /** Deploys them, each on an event loop. */
  @CanIgnoreReturnValue
  public static Future<?> startAll(Vertx vertx, Collection<ChatUser> users) {
    return Future.all(users.stream().map(vertx::deployVerticle).toList());
  }
}
