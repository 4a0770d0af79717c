package io.chathub.gateway;

import io.chathub.bus.ConnectionId;
import io.chathub.bus.ConnectionView;
import io.chathub.guard.Guest;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import io.chathub.protocol.Inbound;
import java.util.OptionalLong;

/**
 * One client's connection: signing in, then ready, then closing. Not thread safe: owned by the
 * event loop of its socket.
 *
 * <p>Frames that come before {@code ready} wait for it, as many as {@link HeldFrames} take; one
 * more closes with 1008. Frames behind a {@code reconnect} that waits for what was sent before it
 * wait, too. At the bound of these, or where those that wait are large, the socket is not read
 * until they have moved on.
 */
final class Connection implements Socket.Listener {

  private final Instance instance;
  private final Gateway gateway;
  private final ConnectionId id;
  private final String client;
  private final long since;
  private Socket socket;
  private Guest guest;
  private Outbox outbox;
  private ConnectionActions actions; // null until signed in
  private Session session; // null until signed in
  private boolean isReady;
  private boolean isClosing;
  private CloseCode closeCode; // null where the client closes
  private HeldFrames held; // null while none waits
  private long lastHeardNanos = System.nanoTime();
  private long graceDelayMs;
  private int wheelSlot = -1;

  Connection(Instance instance, String client) {
    this.instance = instance;
    this.gateway = instance.gateway();
    this.client = client;
    this.id = gateway.newConnectionId();
    this.since = gateway.clock.getAsLong();
  }

  /** The socket is there. Nothing was read from it yet. */
  void open(Socket socket, Guest guest) {
    this.socket = socket;
    this.guest = guest;
    this.outbox = new Outbox(socket, gateway.config.limits().outboundBytes(), this::countQueued);
    guest.upgraded(() -> close(CloseCode.TRY_LATER));
    this.wheelSlot = instance.opened(this);
    gateway.metrics.connections.incrementAndGet();
  }

  private void countQueued(long bytes) {
    gateway.metrics.queuedBytes.add(bytes);
    guest.hold(bytes);
  }

  /** Who it is is known; it is not ready until {@link #ready}. */
  void signedIn(Session session) {
    this.session = session;
    guest.signedIn();
    this.actions = new ConnectionActions(this, instance);
  }

  /** Says so, then what has waited for it, then handles what the client sent meanwhile. */
  void ready() {
    if (isClosing) {
      return;
    }
    Frame ready =
        EventCodec.encode(
            new Event.Ready(
                session.user(),
                session.role(),
                id.value(),
                gateway.config.heartbeat().toMillis(),
                gateway.clock.getAsLong(),
                gateway.config.limits().contentBytes()));
    gateway.metrics.sent(ready.type());
    isReady = true;
    outbox.open(ready.utf8());
    handleHeld();
  }

  /** Says why the user could not be established; the close comes a second later. */
  void fail(Refusal why) {
    if (isClosing || isReady) {
      return;
    }
    gateway.metrics.refused(why.code());
    isClosing = true;
    outbox.clear();
    Frame fail = EventCodec.encode(new Event.Fail(why));
    gateway.metrics.sent(fail.type());
    outbox.open(fail.utf8());
    CloseCode code =
        why.code() == ErrorCode.NO_TOKEN || why.code() == ErrorCode.BAD_TOKEN
            ? CloseCode.UNAUTHENTICATED
            : CloseCode.TRY_LATER;
    instance.after(SignIn.CLOSE_DELAY_MS, () -> closeSocket(code));
  }

  @Override
  public void onText(byte[] utf8) {
    if (isClosing) {
      return;
    }
    if (isReady && held == null && !actions.isHolding()) {
      handle(utf8);
      return;
    }
    if (held == null) {
      held = new HeldFrames(guest);
    }
    if (!isReady && held.isTooMuchWith(utf8)) {
      close(CloseCode.POLICY);
      return;
    }
    held.add(utf8);
    if (isReady && held.isFull()) {
      socket.pause();
    }
  }

  /** Handles what waits, as far as nothing holds it up. */
  void handleHeld() {
    while (!isClosing && held != null && !actions.isHolding()) {
      byte[] utf8 = held.poll();
      if (held.isEmpty()) {
        held = null;
        socket.resume();
      }
      handle(utf8);
    }
  }

  private void handle(byte[] utf8) {
    long now = System.nanoTime();
    Inbound inbound = gateway.codec.decode(utf8);
    if (inbound instanceof Inbound.Accepted accepted) {
      actions.handle(accepted.action(), now);
    } else if (inbound instanceof Inbound.Rejected rejected) {
      actions.refuse(rejected, now);
      if (rejected.why().code().isBadFrame() && actions.misdeeds().badFrame(now)) {
        close(CloseCode.POLICY);
      }
    }
  }

  /** Sends a frame, or closes the connection where it reads too slowly. */
  void send(Frame frame) {
    if (isClosing) {
      return;
    }
    gateway.metrics.sent(frame.type());
    if (!outbox.offer(frame.utf8())) {
      close(CloseCode.TRY_LATER);
    }
  }

  void close(CloseCode code) {
    close(code, code == CloseCode.RESTART || code == CloseCode.TRY_LATER ? Retry.soonMs() : -1);
  }

  /**
   * Closes; says {@code bye} before where the code asks for it.
   *
   * @param retryAfterMs when the client is to come back; negative where it is not told
   */
  void close(CloseCode code, long retryAfterMs) {
    if (isClosing) {
      return;
    }
    isClosing = true;
    graceDelayMs = code == CloseCode.RESTART ? Math.max(0, retryAfterMs) : 0;
    outbox.clear();
    if (code.saysBye() && isReady) {
      OptionalLong retry = retryAfterMs < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMs);
      Frame bye = EventCodec.encode(new Event.Bye(code, retry));
      gateway.metrics.sent(bye.type());
      socket.write(bye.utf8());
    }
    closeSocket(code);
  }

  private void closeSocket(CloseCode code) {
    closeCode = code;
    forgetHeld();
    leave();
    socket.close(code);
  }

  private void forgetHeld() {
    if (held != null) {
      held.clear();
      held = null;
    }
  }

  /**
   * Nothing more is for this connection. Said when it begins to close, since a client that is not
   * there any more does not answer, and its user is not online by it.
   */
  private void leave() {
    if (session != null) {
      instance.left(this, graceDelayMs);
    }
  }

  @Override
  public void onForbidden(CloseCode code) {
    close(code);
  }

  @Override
  public void onHeard() {
    lastHeardNanos = System.nanoTime();
  }

  @Override
  public void onWritable() {
    outbox.drain();
  }

  @Override
  public void onClosing() {
    if (!isClosing) {
      isClosing = true;
      forgetHeld();
      outbox.clear();
      leave();
    }
  }

  @Override
  public void onClosed() {
    isClosing = true;
    forgetHeld();
    outbox.clear();
    gateway.metrics.connections.decrementAndGet();
    if (closeCode == null) {
      gateway.metrics.gone();
    } else {
      gateway.metrics.closed(closeCode);
    }
    leave();
    instance.closed(this, wheelSlot);
  }

  /** Once a heartbeat: closes what is dead or has expired, pings the rest. */
  void heartbeat(long nowNanos, long silenceMaxNanos) {
    if (nowNanos - lastHeardNanos >= silenceMaxNanos) {
      close(CloseCode.SILENT);
    } else if (session != null && session.isExpired(gateway.clock.sure())) {
      close(CloseCode.UNAUTHENTICATED);
    } else {
      socket.ping();
      if (session != null) {
        gateway.lookups.noteUsed(session.id());
      }
    }
  }

  ConnectionView view() {
    return new ConnectionView(id, since, client, outbox.bytes());
  }

  ConnectionId id() {
    return id;
  }

  String client() {
    return client;
  }

  long since() {
    return since;
  }

  boolean isClosing() {
    return isClosing;
  }

  /** Null until signed in. */
  Session session() {
    return session;
  }
}
