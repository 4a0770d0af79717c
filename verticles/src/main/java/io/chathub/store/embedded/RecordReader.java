package io.chathub.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link RecordWriter} wrote, in the same order. Not thread safe: used by one call.
 */
final class RecordReader {

  private final byte[] bytes;
  private int at;

  RecordReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return bytes[at++] & 0xFF;
  }

  long u64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | u8();
    }
    return value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
  }

  String text() {
    int length = (int) varint();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** Skips a text; gives whether it was this one. */
  boolean isText(byte[] utf8) {
    int length = (int) varint();
    at += length;
    return Arrays.equals(bytes, at - length, at, utf8, 0, utf8.length);
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  String restAsText() {
    return new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8);
  }
}
