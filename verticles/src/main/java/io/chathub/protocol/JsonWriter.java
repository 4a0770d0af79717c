package io.chathub.protocol;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.model.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into a growing array. Knows no structure: commas are put where a value
 * follows a value, the rest is the caller's duty. Not thread safe.
 */
final class JsonWriter {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int NUMBER_LENGTH_MAX = 20;

  private byte[] bytes;
  private int length;
  private boolean needsComma;

  JsonWriter(int sizeHint) {
    bytes = new byte[Math.max(sizeHint, 64)];
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  int length() {
    return length;
  }

  @CanIgnoreReturnValue
  JsonWriter beginObject() {
    return open('{');
  }

  @CanIgnoreReturnValue
  JsonWriter endObject() {
    return close('}');
  }

  @CanIgnoreReturnValue
  JsonWriter beginArray() {
    return open('[');
  }

  @CanIgnoreReturnValue
  JsonWriter endArray() {
    return close(']');
  }

  /** A name in an object; its value comes next. The name is plain ASCII without escapes. */
  @CanIgnoreReturnValue
  JsonWriter name(String name) {
    comma();
    ensure(name.length() + 3);
    bytes[length++] = '"';
    asciiUnchecked(name);
    bytes[length++] = '"';
    bytes[length++] = ':';
    needsComma = false;
    return this;
  }

  @CanIgnoreReturnValue
  JsonWriter text(String value) {
    comma();
    ensure(value.length() + 2);
    bytes[length++] = '"';
    escaped(value);
    ensure(1);
    bytes[length++] = '"';
    needsComma = true;
    return this;
  }

  @CanIgnoreReturnValue
  JsonWriter number(long value) {
    comma();
    if (value >= 0 && value < 10) {
      ensure(1);
      bytes[length++] = (byte) ('0' + value);
    } else {
      ensure(NUMBER_LENGTH_MAX);
      digits(value);
    }
    needsComma = true;
    return this;
  }

  @CanIgnoreReturnValue
  JsonWriter flag(boolean value) {
    return number(value ? 1 : 0);
  }

  @CanIgnoreReturnValue
  JsonWriter nothing() {
    return raw(RawJson.NULL.utf8());
  }

  @CanIgnoreReturnValue
  JsonWriter raw(byte[] json) {
    comma();
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    needsComma = true;
    return this;
  }

  /** After a text that is the name of what comes next. */
  @CanIgnoreReturnValue
  JsonWriter colon() {
    ensure(1);
    bytes[length++] = ':';
    needsComma = false;
    return this;
  }

  /** Text that is JSON in part: what follows it is the caller's duty. */
  @CanIgnoreReturnValue
  JsonWriter fragment(byte[] json) {
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    needsComma = false;
    return this;
  }

  @CanIgnoreReturnValue
  private JsonWriter open(char bracket) {
    comma();
    ensure(1);
    bytes[length++] = (byte) bracket;
    needsComma = false;
    return this;
  }

  @CanIgnoreReturnValue
  private JsonWriter close(char bracket) {
    ensure(1);
    bytes[length++] = (byte) bracket;
    needsComma = true;
    return this;
  }

  private void comma() {
    if (needsComma) {
      ensure(1);
      bytes[length++] = ',';
    }
  }

  private void digits(long value) {
    if (value < 0) {
      asciiUnchecked(Long.toString(value));
      return;
    }
    int count = 0;
    for (long v = value; v > 0; v /= 10) {
      count++;
    }
    int at = length + count;
    length = at;
    for (long v = value; v > 0; v /= 10) {
      bytes[--at] = (byte) ('0' + v % 10);
    }
  }

  @SuppressWarnings("deprecation") // The fast way to copy Latin-1; all callers pass ASCII.
  private void asciiUnchecked(String ascii) {
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
  }

  private void escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      ensure(6);
      if (c >= 0x80) {
        i = multiByte(value, i);
      } else if (c < 0x20 || c == '"' || c == '\\') {
        escape(c);
      } else {
        bytes[length++] = (byte) c;
      }
    }
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    if (c >= 0x20) {
      bytes[length++] = (byte) c;
      return;
    }
    bytes[length++] = 'u';
    bytes[length++] = '0';
    bytes[length++] = '0';
    bytes[length++] = HEX[c >> 4];
    bytes[length++] = HEX[c & 0xF];
  }

  /**
   * Writes the character at i and gives the index of its last char. A lone surrogate becomes "?".
   */
  private int multiByte(String value, int i) {
    int point = value.codePointAt(i);
    if (point < 0x800) {
      bytes[length++] = (byte) (0xC0 | (point >> 6));
    } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      bytes[length++] = '?';
      return i;
    } else if (point < 0x10000) {
      bytes[length++] = (byte) (0xE0 | (point >> 12));
      continuation(point >> 6);
    } else {
      bytes[length++] = (byte) (0xF0 | (point >> 18));
      continuation(point >> 12);
      continuation(point >> 6);
    }
    continuation(point);
    return point < 0x10000 ? i : i + 1;
  }

  private void continuation(int bits) {
    bytes[length++] = (byte) (0x80 | (bits & 0x3F));
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
