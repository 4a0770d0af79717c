package io.chathub.bus;

import io.chathub.model.RawJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is published for internal services: a {@code JsonObject} that is made only when somebody
 * gets it. The bus knows it as one of its own kinds of body, so that any process on the bus can
 * hear it, whatever codecs it has. Nobody is ever handed the object itself: the bus writes it for
 * another node, and copies it for a listener on this one. Thread safe.
 */
final class EventBody extends JsonObject {

  private final Supplier<RawJson> event;

  EventBody(Supplier<RawJson> event) {
    super(Map.of());
    this.event = event;
  }

  /** As another node gets it. */
  @Override
  public Buffer toBuffer() {
    return Buffer.buffer(event.get().utf8());
  }

  /** As a listener on this node gets it. */
  @Override
  public JsonObject copy() {
    return new JsonObject(toBuffer());
  }
}
