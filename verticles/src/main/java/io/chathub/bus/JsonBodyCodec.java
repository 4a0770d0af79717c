package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.TreeCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** JSON bodies of bus requests: a {@code JsonObject}, or the same as a buffer or a string. */
final class JsonBodyCodec {

  private JsonBodyCodec() {}

  /** Of a request; one that Vert.x cannot read is the asker's fault. */
  static RawJson read(Message<Object> request) {
    try {
      return read(request.body());
    } catch (DecodeException e) {
      throw Refusal.malformed("body", "is no JSON object within the bounds");
    }
  }

  static RawJson read(Object body) {
    if (body instanceof EventBodyCodec unread) {
      return unread.raw();
    }
    if (body instanceof JsonObject json) {
      return TreeCodec.write(json.getMap(), JsonBodyCodec::plain);
    }
    if (body instanceof Buffer buffer) {
      return new RawJson(buffer.getBytes());
    }
    if (body instanceof String text) {
      return RawJson.of(text);
    }
    throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be a JSON object");
  }

  private static Object plain(Object value) {
    if (value instanceof JsonObject object) {
      return object.getMap();
    }
    if (value instanceof JsonArray array) {
      return array.getList();
    }
    boolean isPlain =
        value == null
            || value instanceof String
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Map
            || value instanceof List;
    return isPlain ? value : new RawJson(Json.encodeToBuffer(value).getBytes());
  }

  /** The answer in the form of the question. */
  static Object like(Object question, RawJson answer) {
    if (question instanceof Buffer) {
      return Buffer.buffer(answer.utf8());
    }
    return question instanceof String
        ? answer.toString()
        : new JsonObject(Buffer.buffer(answer.utf8()));
  }

  /** The form that costs least. */
  static Buffer write(RawJson body) {
    return Buffer.buffer(body.utf8());
  }
}
