package io.chathub.hub.internal;

import io.chathub.model.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Answers one kind of request with JSON. Bounded: an operation that takes longer is answered with
 * {@code TIMED_OUT}, whatever becomes of it.
 */
record Endpoint(Operation operation, Duration timeout) implements Handler<RoutingContext> {

  private static final Duration USUAL = Duration.ofSeconds(10);

  static Endpoint of(Operation operation) {
    return new Endpoint(operation, USUAL);
  }

  @Override
  public void handle(RoutingContext exchange) {
    ContextInternal.current()
        .succeededFuture(exchange)
        .compose(operation::answer)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(body -> Answers.json(exchange, 200, body))
        .onFailure(failure -> Answers.refuse(exchange, failure));
  }

  /** What is asked; it may throw. */
  @FunctionalInterface
  interface Operation {
    Future<RawJson> answer(RoutingContext exchange);
  }
}
