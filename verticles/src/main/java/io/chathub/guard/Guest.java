package io.chathub.guard;

import io.chathub.guard.GuardMetrics.Reason;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;

/**
 * An accepted socket, from its first moment to its end: what it holds of the node's memory, what is
 * expected of it, and whether somebody has signed in by it. Not thread safe: owned by its event
 * loop.
 */
public final class Guest {

  /** Bytes that a thing which waits takes beside its own. */
  public static final int OVERHEAD_BYTES = 64;

  private static final AttributeKey<Guest> KEY = AttributeKey.valueOf("chathub.guest");
  private static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long AGREE_MS = 1_000;

  /** Where beyond the bound what one holds is too much at once. */
  private static final long LARGE_BYTES = 8 * 1024;

  private enum State {
    /** Nothing is asked yet, or the head of a request is under way. */
    HEAD,
    BODY,
    /** The answer is made and written. */
    ANSWER,
    /** Between two requests. */
    IDLE,
    /** It is a WebSocket: what it must do is the business of others. */
    SOCKET
  }

  private final Channel channel;
  private final Ledger ledger;
  private final Turnstile turnstile;
  private final boolean isSurplus;
  private final ReadProgress progress = new ReadProgress();
  private String address; // guarded by the turnstile
  private State state = State.HEAD;
  private long sinceNanos = System.nanoTime();
  private Runnable close; // null: it is cut
  private long held; // counted in the ledger
  private long pending; // a part of it: written, but not taken by the kernel yet
  private long request; // a part of it: of the request under way, as it came
  private long leaveByNanos;
  private boolean isLeaving;
  private boolean isWatched;
  private boolean isSignedIn;
  private boolean isEvicted;
  private boolean isCondemned;
  private boolean isGone;

  Guest(Channel channel, Ledger ledger, Turnstile turnstile, String address, boolean isSurplus) {
    this.channel = channel;
    this.ledger = ledger;
    this.turnstile = turnstile;
    this.address = address;
    this.isSurplus = isSurplus;
    channel.attr(KEY).set(this);
    watch();
    channel.closeFuture().addListener(closed -> gone());
  }

  /** Whose channel it is; null where it came by no turnstile. */
  static Guest of(Channel channel) {
    return channel.attr(KEY).get();
  }

  /** Whether the socket is closed. */
  public boolean isGone() {
    return isGone;
  }

  /** Whether it is cut in the next turn of the loop: nobody wants what comes. */
  boolean isCondemned() {
    return isCondemned;
  }

  /** Whether it is here only to be told that the node is full. */
  public boolean isSurplus() {
    return isSurplus;
  }

  /** Counts bytes that wait at this socket, or, negative, wait no more. */
  public void hold(long bytes) {
    if (isGone || bytes == 0) {
      return;
    }
    held += bytes;
    watch();
    ledger.changed(this, bytes);
    if (bytes > 0 && held > LARGE_BYTES && ledger.budget().isOverdrawn() && !isCondemned) {
      // Nobody waits for the next round any more. Not at once: somebody is in the middle of it. But
      // nothing more is read, also by the turn of the loop that is under way.
      isCondemned = true;
      channel.config().setAutoRead(false);
      channel.eventLoop().execute(() -> cut(Reason.MEMORY));
    }
  }

  /** Counts what was written and not taken by the kernel. Called where there is something. */
  public void countPending() {
    if (!isGone) {
      var buffer = channel.unsafe().outboundBuffer();
      long now = buffer == null ? 0 : buffer.totalPendingWriteBytes();
      long more = now - pending;
      pending = now;
      hold(more);
    }
  }

  /** It brought a good token. */
  public void signedIn() {
    if (!isSignedIn && !isGone) {
      isSignedIn = true;
      ledger.signedIn(held);
      turnstile.signedIn(this);
    }
  }

  /** Whose it is, as far as is known by a request of it. */
  public void comesFrom(String client) {
    turnstile.comesFrom(this, client);
  }

  /**
   * It is a WebSocket from now on.
   *
   * @param closing closes it so that the client knows to come back
   */
  public void upgraded(Runnable closing) {
    state = State.SOCKET;
    close = closing;
    endRequest();
    turnstile.leaveHttp(channel);
  }

  /** Bytes of a request came. */
  void received(int bytes) {
    if (isGone || state == State.SOCKET) {
      return;
    }
    if (state == State.IDLE) {
      enter(State.HEAD);
      turnstile.asks(this);
    }
    request += bytes;
    hold(bytes);
  }

  void headCame() {
    enter(State.BODY);
  }

  void requestCame() {
    if (state == State.BODY) {
      enter(State.ANSWER);
    }
  }

  /**
   * The answer is written.
   *
   * @param isMore another request is there already
   */
  void answered(boolean isMore) {
    if (isGone || state == State.SOCKET) {
      return;
    }
    endRequest();
    countPending();
    if (isMore) {
      enter(State.HEAD);
    } else {
      enter(State.IDLE);
      turnstile.waits(this);
    }
  }

  private void endRequest() {
    hold(-request);
    request = 0;
  }

  private void enter(State next) {
    state = next;
    sinceNanos = System.nanoTime();
  }

  private void watch() {
    if (!isWatched) {
      isWatched = true;
      ledger.watch(this);
    }
  }

  /** Looks after it; gives whether to go on with that. */
  boolean sweep(long now) {
    if (isGone) {
      return false;
    }
    countPending();
    if (isLeaving && now - leaveByNanos >= 0) {
      cut();
    } else if (state == State.HEAD && now - sinceNanos > HEAD_NANOS) {
      cut(Reason.HEAD);
    } else if (state == State.BODY && now - sinceNanos > BODY_NANOS) {
      cut(Reason.BODY);
    } else if (state != State.SOCKET && progress.isStuck(unread(), now)) {
      cut(Reason.UNREAD);
    }
    isWatched = !isGone && (held > 0 || isLeaving || state != State.SOCKET);
    return isWatched;
  }

  private long unread() {
    var buffer = channel.unsafe().outboundBuffer();
    return pending == 0 || buffer == null ? 0 : pending - buffer.currentProgress();
  }

  /** It has to go: is closed, and cut where that was said before. */
  void evict(Reason reason) {
    if (isGone) {
      return;
    }
    if (close == null || isEvicted) {
      cut(reason);
      return;
    }
    isEvicted = true;
    turnstile.evicted(reason);
    close.run();
  }

  /** It is told to go: is cut where it has not gone by then. No timer, which would outlive it. */
  public void leaveWithin(long ms) {
    if (isGone) {
      return;
    }
    long by = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    if (!isLeaving || by - leaveByNanos < 0) {
      leaveByNanos = by;
    }
    isLeaving = true;
    watch();
  }

  /** As {@link #evict}, and cut where it does not agree soon. Called from any thread. */
  void expel(Reason reason) {
    channel
        .eventLoop()
        .execute(
            () -> {
              evict(reason);
              leaveWithin(AGREE_MS);
            });
  }

  private void cut(Reason reason) {
    if (!isGone) {
      turnstile.evicted(reason);
      cut();
    }
  }

  private void cut() {
    // Below everybody who would want to say something first.
    channel.unsafe().close(channel.voidPromise());
  }

  private void gone() {
    isGone = true;
    ledger.changed(this, -held);
    held = 0;
    turnstile.leave(this);
  }

  /** Where what takes much memory waits for its turn. */
  public Readings readings() {
    return ledger.readings();
  }

  long heldBytes() {
    return held;
  }

  boolean isSignedIn() {
    return isSignedIn;
  }

  Ledger ledger() {
    return ledger;
  }

  String address() {
    return address;
  }

  void address(String client) {
    address = client;
  }
}
