package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** JSON bodies of bus requests: a {@code JsonObject}, or the same as a buffer or a string. */
final class JsonBodyCodec {

  private JsonBodyCodec() {}

  static RawJson read(Object body) {
    if (body instanceof JsonObject json) {
      return new RawJson(json.toBuffer().getBytes());
    }
    if (body instanceof Buffer buffer) {
      return new RawJson(buffer.getBytes());
    }
    if (body instanceof String text) {
      return RawJson.of(text);
    }
    throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be a JSON object");
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
