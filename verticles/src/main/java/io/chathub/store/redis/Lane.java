package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Whether every master answers; fails at once where one is known not to. */
  Future<Void> check(long deadlineNanos) {
    Optional<Throwable> whyDown = routes.whyDown();
    if (whyDown.isPresent()) {
      return Future.failedFuture(
          Refusal.of(
              ErrorCode.UNAVAILABLE, "no connection to Redis: " + whyDown.get().getMessage()));
    }
    List<Future<Response>> pings = new ArrayList<>();
    for (Line line : routes.lines()) {
      PromiseInternal<Response> promise = context.promise();
      pings.add(promise.future());
      Asked ping = new Asked("ping", Request.cmd(Command.PING), false, deadlineNanos, promise);
      if (room.admit(ping)) {
        line.ask(ping);
      }
    }
    return Future.join(pings).mapEmpty();
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
