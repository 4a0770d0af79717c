package io.chathub.protocol;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes a tree of values as JSON that says what the tree holds, also what Jackson would not: half
 * of a character stays one, and a number beyond a double's range stays a number that every reader
 * takes for one. Thread safe.
 */
public final class TreeCodec {

  private static final int SIZE_HINT = 1024;
  private static final int DEPTH_MAX = 1_000;

  /** What a double reads as infinite. */
  private static final String BEYOND = "1e999";

  private TreeCodec() {}

  /**
   * The tree as JSON.
   *
   * @param plain makes a map, a list, a {@link RawJson}, or a scalar of any value
   */
  public static RawJson write(Map<?, ?> object, UnaryOperator<Object> plain) {
    JsonWriter json = new JsonWriter(SIZE_HINT);
    write(json, object, plain, 1);
    return new RawJson(json.toBytes());
  }

  private static void write(JsonWriter json, Object value, UnaryOperator<Object> plain, int depth) {
    if (depth > DEPTH_MAX) {
      throw Refusal.of(ErrorCode.MALFORMED_FIELD, "body: nested deeper than " + DEPTH_MAX);
    }
    Object what = plain.apply(value);
    if (what == null) {
      json.nothing();
    } else if (what instanceof Map<?, ?> map) {
      json.beginObject();
      map.forEach(
          (name, field) -> {
            text(json, String.valueOf(name)).colon();
            write(json, field, plain, depth + 1);
          });
      json.endObject();
    } else if (what instanceof List<?> list) {
      json.beginArray();
      list.forEach(item -> write(json, item, plain, depth + 1));
      json.endArray();
    } else if (what instanceof RawJson raw) {
      json.raw(raw.utf8());
    } else if (what instanceof Boolean || isExact(what)) {
      json.raw(RawJson.of(what.toString()).utf8());
    } else if (what instanceof Number number) {
      json.raw(RawJson.of(inexact(number.doubleValue())).utf8());
    } else {
      text(json, what.toString());
    }
  }

  private static boolean isExact(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof BigDecimal;
  }

  private static String inexact(double number) {
    if (Double.isNaN(number)) {
      return "null";
    }
    return Double.isInfinite(number) ? (number < 0 ? "-" : "") + BEYOND : Double.toString(number);
  }

  @CanIgnoreReturnValue
  private static JsonWriter text(JsonWriter json, String text) {
    if (Utf8.canSay(text)) {
      return json.text(text);
    }
    StringBuilder escaped = new StringBuilder(text.length() * 6 + 2).append('"');
    text.chars().forEach(c -> escaped.append("\\u").append("%04x".formatted(c)));
    return json.raw(RawJson.of(escaped.append('"').toString()).utf8());
  }
}
