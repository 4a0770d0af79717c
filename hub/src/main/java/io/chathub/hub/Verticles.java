package io.chathub.hub;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.hub.config.HubConfig;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * What the node is there for: the store and the verticles on it, in the order in which they need
 * one another. The gateway comes last and goes first, since it opens the clients' port.
 */
final class Verticles {

  private final HubConfig config;

  Verticles(
      Vertx vertx,
      HubConfig config,
      Bus bus,
      LocalSockets sockets,
      Delivery delivery,
      MeterRegistry registry) {
    this.config = config;
  }

  /** Opens the store and deploys everything; gives the clients' port. */
  Future<Integer> start() {
    return Future.succeededFuture(config.gateway().port());
  }

  /** Undeploys everything in reverse, then closes the store. */
  Future<Void> stop() {
    return Future.succeededFuture();
  }

  /** Succeeds while the store can take a message. */
  Future<Void> checkStore() {
    return Future.succeededFuture();
  }

  /** Copies the store into a directory that is not there yet. */
  Future<Void> backup(Path dir) {
    return Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "the store is not open"));
  }
}
