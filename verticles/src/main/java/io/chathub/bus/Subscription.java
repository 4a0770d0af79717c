package io.chathub.bus;

import io.vertx.core.Future;

/** That somebody listens to a topic, until it is closed. Thread safe. */
public interface Subscription {

  /** Ends it. Completes when nothing more will be heard; closing again does nothing. */
  Future<Void> close();
}
