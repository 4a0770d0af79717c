package io.chathub.gateway.broken;

import io.chathub.presence.PresenceConfig;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.logging.Logger;

/** Breaks rules on purpose: reaches for a sibling, the bus, the clock, and has no name. */
public final class BaseHelper {

  private static final Logger LOG = Logger.getLogger("broken");

  public JsonObject help(Vertx vertx, PresenceConfig sibling) throws InterruptedException {
    EventBus bus = vertx.eventBus();
    Thread.sleep(System.currentTimeMillis() % 1);
    LOG.info(bus.isMetricsEnabled() + " " + sibling);
    return new JsonObject();
  }
}
