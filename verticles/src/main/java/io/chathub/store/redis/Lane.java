package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** All that one event loop has to do with Redis, and its one timer. Owned by that loop. */
final class Lane {

  static final long TICK_MS = 20;

  private final ContextInternal context;
  private final Routes routes;
  private final Room room;
  private final Promise<Void> closed;
  private boolean isClosing;
  private long closeByNanos;

  Lane(ContextInternal context, Routes routes, Room room) {
    this.context = context;
    this.routes = routes;
    this.room = room;
    this.closed = context.promise();
  }

  ContextInternal context() {
    return context;
  }

  Routes routes() {
    return routes;
  }

  void start() {
    tick();
    var unused = context.owner().setPeriodic(TICK_MS, this::tick);
  }

  void ask(Asked asked) {
    if (isClosing) {
      asked.fail(Refusal.of(ErrorCode.UNAVAILABLE, "the store is closing"));
    } else if (room.admit(asked)) {
      routes.ask(asked);
    }
  }

  /** Takes nothing new, lets what it has come to its end for a while, and then closes. */
  Future<Void> close(long patienceNanos) {
    if (!isClosing) {
      isClosing = true;
      closeByNanos = System.nanoTime() + patienceNanos;
    }
    return closed.future();
  }

  private void tick() {
    routes.tick(System.nanoTime());
  }

  private void tick(long timer) {
    long now = System.nanoTime();
    if (isClosing && (room.isEmpty() || now - closeByNanos >= 0)) {
      var unused = context.owner().cancelTimer(timer);
      routes.close();
      closed.complete();
    } else {
      routes.tick(now);
    }
  }
}
