package io.chathub.bus;

import com.fasterxml.jackson.core.JsonFactory;
import io.chathub.protocol.JsonLimits;
import io.vertx.core.json.jackson.DatabindCodec;

/**
 * How Vert.x reads the JSON objects of the bus. That is one for the whole process, so a service's
 * own objects are read so, too.
 */
final class VertxJson {

  private VertxJson() {}

  /**
   * Has it read whatever the hub takes: within {@link JsonLimits#read()}, and without keeping the
   * names that it met. Clients choose those, and a few hundred that are made to collide would have
   * it refuse every message with one more of them, as long as the process lives.
   */
  @SuppressWarnings("deprecation") // The factory is Vert.x's: there is no builder to set it by.
  static void widen() {
    JsonFactory factory = DatabindCodec.mapper().getFactory();
    factory.setStreamReadConstraints(JsonLimits.read());
    var unused =
        factory
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
  }
}
