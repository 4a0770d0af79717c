package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;

/** How many replicas must have a write before it counts as done, and how long it waits for them. */
record Durability(int waitReplicas, Duration waitTimeout) {

  Request request() {
    return Request.cmd(Command.WAIT, waitReplicas, waitTimeout.toMillis());
  }

  boolean isEnough(Response reached) {
    return reached != null
        && reached.type() == ResponseType.NUMBER
        && reached.toInteger() >= waitReplicas;
  }

  Refusal refusal() {
    return Refusal.of(
        ErrorCode.TIMED_OUT, "fewer than " + waitReplicas + " replicas of the store have it yet");
  }
}
