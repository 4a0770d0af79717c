package io.chathub.bus;

import io.chathub.model.RawJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * What is published for internal services: an object that is made when somebody gets it, and not
 * before. To the event bus it is a JSON object like any other, so that a process that knows nothing
 * of ours receives it as one. It is only to be published: whoever reads it here sees nothing in it.
 */
final class EventBodyCodec extends JsonObject {

  private final Supplier<RawJson> event;

  EventBodyCodec(Supplier<RawJson> event) {
    this.event = event;
  }

  /** For other nodes. */
  @Override
  public Buffer toBuffer() {
    return Buffer.buffer(event.get().utf8());
  }

  /**
   * For a consumer on this node, who has it to himself. Made while it is published, so it must not
   * fail: what is no JSON object within the bounds stays as it is, for {@link #raw}.
   */
  @Override
  public JsonObject copy() {
    RawJson json = event.get();
    try {
      return new JsonObject(Buffer.buffer(json.utf8()));
    } catch (DecodeException e) {
      return new EventBodyCodec(() -> json);
    }
  }

  RawJson raw() {
    return event.get();
  }
}
