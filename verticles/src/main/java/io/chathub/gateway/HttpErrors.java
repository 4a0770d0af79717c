package io.chathub.gateway;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.protocol.ApiCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How HTTP says that something was refused. */
final class HttpErrors {

  private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
  private static final int MS_PER_S = 1_000;

  private HttpErrors() {}

  static void answer(HttpServerResponse response, int status, Refusal why) {
    if (response.ended() || response.closed()) {
      return;
    }
    why.retryAfterMs()
        .ifPresent(ms -> response.putHeader("Retry-After", Long.toString(seconds(ms))));
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(ApiCodec.error(why).utf8()))
        .onFailure(failure -> LOG.debug("client gone cause={}", failure.toString()));
  }

  /** The same, with a time to come back where the cause is one that passes. */
  static Refusal withTime(Refusal why) {
    return why.code() == ErrorCode.UNAVAILABLE && why.retryAfterMs().isEmpty()
        ? Refusal.later(why.code(), why.getMessage(), Retry.soonMs())
        : why;
  }

  private static long seconds(long ms) {
    return Math.max(1, (ms + MS_PER_S - 1) / MS_PER_S);
  }
}
