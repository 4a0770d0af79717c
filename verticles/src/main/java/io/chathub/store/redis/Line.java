package io.chathub.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The held connection of one event loop to one master, with what waits for it and what is in
 * flight. What was asked in one turn of the loop goes out as a batch. A connection that is lost is
 * made again, and what it left unanswered is sent again, in order. Owned by its event loop.
 */
final class Line {

  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  /** Batches on their way at once; beyond, commands wait and the next batch grows. */
  private static final int MAX_FLIGHTS = 4;

  private final ContextInternal context;
  private final Masters masters;
  private final Dialer dialer;
  private final Durability durability;
  private final long silenceNanos;
  private final Backoff backoff;
  private final LinkMetrics metrics;
  private final Mending mending;

  private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private Wire wire;
  private Throwable whyDown;
  private long downSinceNanos;
  private long dialAtNanos = System.nanoTime();
  private long answeredNanos;
  private boolean isDialing;
  private boolean isFlushPlanned;
  private boolean isMending;
  private boolean isClosed;

  Line(
      ContextInternal context,
      Masters masters,
      Dialer dialer,
      RedisStoreConfig config,
      Backoff backoff,
      LinkMetrics metrics,
      Elsewhere elsewhere) {
    this.context = context;
    this.masters = masters;
    this.dialer = dialer;
    this.durability = new Durability(config.waitReplicas(), config.waitTimeout());
    this.silenceNanos = config.commandTimeout().toNanos();
    this.backoff = backoff;
    this.metrics = metrics;
    this.mending = new Mending(this, durability, elsewhere);
  }

  void ask(Asked asked) {
    if (!mending.takes(asked)) {
      waiting.add(asked);
      planFlush();
    }
  }

  boolean isConnected() {
    return wire != null;
  }

  /** Why the last attempt to connect failed, or the connection was lost, until there is one. */
  Optional<Throwable> whyDown() {
    return Optional.ofNullable(whyDown);
  }

  /** Whether a slot may go to another line without anything of it being here. */
  boolean mayGiveAway() {
    return wire == null || (waiting.isEmpty() && flights.isEmpty() && mending.isIdle());
  }

  /** Connects where it is time to, ends what is too late, and gives up a server that is silent. */
  void tick(long now) {
    if (wire == null && !isDialing && !isClosed && now - dialAtNanos >= 0) {
      dial();
    }
    Asked.expire(waiting, now);
    waiting.removeIf(Asked::isEnded);
    for (Flight flight : List.copyOf(flights)) {
      Asked.expire(flight.asked(), now);
    }
    mending.tick(now);
    if (!flights.isEmpty()) {
      dropIfSilentSince(flights.peek().writtenNanos(), now);
    }
  }

  void close() {
    isClosed = true;
    if (wire != null) {
      wire.close();
      wire = null;
      metrics.connected.decrementAndGet();
    }
    flights.forEach(Flight::abandon);
    for (Asked asked : takeAll()) {
      asked.giveUp();
    }
  }

  /** Everything unanswered, in order; none of it is this line's any more. */
  List<Asked> takeAll() {
    List<Asked> all = new ArrayList<>();
    for (Flight flight : flights) {
      flight.abandon();
      for (Asked asked : flight.asked()) {
        asked.unanswered();
        all.add(asked);
      }
    }
    flights.clear();
    isMending = false;
    all.addAll(mending.takeAll());
    all.addAll(waiting);
    waiting.clear();
    all.removeIf(Asked::isEnded);
    return all;
  }

  /** The connection is of no use: the next one will have what it left unanswered. */
  void drop(String reason) {
    if (wire == null) {
      return;
    }
    wire.close();
    wire = null;
    metrics.connected.decrementAndGet();
    metrics.reconnects.increment();
    waiting.addAll(takeAll());
    down(new LostConnection(reason));
  }

  /** Drops the connection where nothing came for too long to an answer that is owed. */
  void dropIfSilentSince(long writtenNanos, long now) {
    long since = answeredNanos - writtenNanos > 0 ? answeredNanos : writtenNanos;
    if (now - since > silenceNanos) {
      drop("no answer for " + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms");
    }
  }

  ContextInternal context() {
    return context;
  }

  /** The connection, where there is one; else null. */
  Wire wire() {
    return wire;
  }

  /** Makes the scripts known again; goes on where that worked. */
  void loadScripts(Runnable then) {
    Wire loading = wire;
    loading
        .loadScripts()
        .onComplete(
            result -> {
              if (loading == wire && result.succeeded()) {
                then.run();
              } else if (loading == wire) {
                drop("the scripts can't be loaded: " + result.cause().getMessage());
              }
            });
  }

  /** Puts back what is to be sent before all that waits. */
  void sendFirst(List<Asked> again) {
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
  }

  /** Takes out what waits and is of the slot, in order. */
  List<Asked> takeWaiting(int slot) {
    List<Asked> taken = new ArrayList<>();
    for (Iterator<Asked> each = waiting.iterator(); each.hasNext(); ) {
      Asked asked = each.next();
      if (asked.slot() == slot) {
        each.remove();
        taken.add(asked);
      }
    }
    return taken;
  }

  void planFlush() {
    if (!isFlushPlanned && wire != null) {
      isFlushPlanned = true;
      context.runOnContext(v -> flush());
    }
  }

  private void flush() {
    isFlushPlanned = false;
    long now = System.nanoTime();
    while (wire != null && !isMending && flights.size() < MAX_FLIGHTS && !waiting.isEmpty()) {
      Flight flight = Flight.of(waiting, durability, now);
      if (!flight.asked().isEmpty()) {
        flights.add(flight);
        wire.send(flight.requests()).onComplete(result -> arrived(flight, result));
      }
    }
  }

  private void arrived(Flight flight, AsyncResult<List<Response>> result) {
    if (flight.isAbandoned()) {
      return;
    }
    answeredNanos = System.nanoTime();
    flight.settle(result);
    if (isMending || !flight.isDone()) {
      mendOnceAllAreBack();
      return;
    }
    backoff.reset();
    metrics.answered(answeredNanos - flight.writtenNanos());
    var unused = flights.poll();
    flight.answer(durability);
    if (!waiting.isEmpty()) {
      planFlush();
    }
  }

  /** In a turn of its own: by then a connection that is gone has said so. */
  private void mendOnceAllAreBack() {
    isMending = true;
    if (flights.stream().allMatch(Flight::isSettled)) {
      context.runOnContext(v -> mend());
    }
  }

  private void mend() {
    if (isMending && wire != null && flights.stream().allMatch(Flight::isSettled)) {
      List<Flight> settled = List.copyOf(flights);
      flights.clear();
      isMending = false;
      mending.mend(settled);
      planFlush();
    }
  }

  private void dial() {
    isDialing = true;
    masters.find().compose(dialer::master).onComplete(this::dialed);
  }

  private void dialed(AsyncResult<Wire> result) {
    isDialing = false;
    if (result.failed()) {
      down(result.cause());
    } else if (isClosed) {
      result.result().close();
    } else {
      up(result.result());
    }
  }

  private void up(Wire made) {
    wire = made;
    made.onLost(
        reason -> {
          if (wire == made) {
            drop(reason);
          }
        });
    metrics.connected.incrementAndGet();
    answeredNanos = System.nanoTime();
    if (whyDown == null) {
      LOG.debug("connected to {}", made.url());
    } else {
      LOG.info(
          "connected to {} again after {} ms",
          made.url(),
          TimeUnit.NANOSECONDS.toMillis(answeredNanos - downSinceNanos));
    }
    whyDown = null;
    planFlush();
  }

  private void down(Throwable cause) {
    long now = System.nanoTime();
    if (whyDown == null) {
      downSinceNanos = now;
      LOG.warn("no connection to Redis: {}", cause.getMessage());
    }
    whyDown = cause;
    dialAtNanos = now + backoff.next();
  }
}
