package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
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
      error(exchange, refusal.code().number(), refusal.getMessage());
    } else if (failure instanceof TimeoutException) {
      error(exchange, ErrorCode.TIMED_OUT.number(), "timed out; it may or may not have been done");
    } else {
      String incident = UUID.randomUUID().toString();
      LOG.error(
          "request failed method={} path={} incident={}",
          exchange.request().method(),
          exchange.normalizedPath(),
          incident,
          failure);
      error(exchange, ErrorCode.INTERNAL.number(), "internal error " + incident);
    }
  }

  static void error(RoutingContext exchange, int errcode, String errmsg) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("errcode", errcode).put("errmsg", errmsg);
    json(exchange, errcode / 100, JsonBody.raw(body));
  }
}
