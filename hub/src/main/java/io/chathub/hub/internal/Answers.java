package io.chathub.hub.internal;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.ApiCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes JSON answers. A refusal's HTTP status is its {@code errcode}'s first three digits. */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private static final int MS_PER_S = 1_000;

  private Answers() {}

  static void json(RoutingContext exchange, int status, RawJson body) {
    HttpServerResponse response = exchange.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(body.utf8()));
  }

  static void refuse(RoutingContext exchange, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      error(exchange, refusal);
    } else if (failure instanceof TimeoutException) {
      error(
          exchange, Refusal.of(ErrorCode.TIMED_OUT, "timed out; it may or may not have been done"));
    } else {
      String incident = UUID.randomUUID().toString();
      LOG.error(
          "request failed method={} path={} incident={}",
          exchange.request().method(),
          exchange.normalizedPath(),
          incident,
          failure);
      error(exchange, Refusal.of(ErrorCode.INTERNAL, "internal error " + incident));
    }
  }

  private static void error(RoutingContext exchange, Refusal why) {
    if (why.retryAfterMs().isPresent() && !exchange.response().headWritten()) {
      long seconds = (why.retryAfterMs().getAsLong() + MS_PER_S - 1) / MS_PER_S;
      exchange.response().putHeader("Retry-After", Long.toString(seconds));
    }
    json(exchange, why.code().httpStatus(), ApiCodec.error(why));
  }
}
