package io.chathub.bus;

import io.chathub.model.RawJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * What is published for internal services: made only when somebody gets it, who sees a {@code
 * JsonObject}. Thread safe.
 */
final class EventBodyCodec implements MessageCodec<EventBodyCodec.EventBody, JsonObject> {

  static final String NAME = "chathub.event";

  /** An event that may never be needed. */
  record EventBody(Supplier<RawJson> json) {}

  @Override
  public void encodeToWire(Buffer buffer, EventBody body) {
    byte[] utf8 = body.json().get().utf8();
    buffer.appendInt(utf8.length).appendBytes(utf8);
  }

  @Override
  public JsonObject decodeFromWire(int position, Buffer buffer) {
    int start = position + Integer.BYTES;
    return new JsonObject(buffer.getBuffer(start, start + buffer.getInt(position)));
  }

  @Override
  public JsonObject transform(EventBody body) {
    return new JsonObject(Buffer.buffer(body.json().get().utf8()));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
