package io.chathub.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link RecordWriter} wrote, in the same order; whatever is no such thing is {@link
 * Unreadable}. Not thread safe: used by one call.
 */
final class RecordReader {

  private static final int VARINT_BITS = 63;

  private final byte[] bytes;
  private final int end;
  private int at;

  RecordReader(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /** Of the first bytes alone. */
  RecordReader(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = Math.min(length, bytes.length);
  }

  int u8() {
    if (at >= end) {
      throw new Unreadable("it ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  long u64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | u8();
    }
    return value;
  }

  /** Never negative, as nothing is that is stored. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new Unreadable("a number in it is too large");
  }

  /** A flag of 0 or 1. */
  boolean flag() {
    int flag = u8();
    if (flag > 1) {
      throw new Unreadable("a flag in it is " + flag);
    }
    return flag == 1;
  }

  String text() {
    int length = length();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** Skips a text; gives whether it was this one. */
  boolean isText(byte[] utf8) {
    int length = length();
    at += length;
    return Arrays.equals(bytes, at - length, at, utf8, 0, utf8.length);
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  String restAsText() {
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  /** Bytes that are left. */
  int left() {
    return end - at;
  }

  /** There is nothing more. */
  void end() {
    if (at != end) {
      throw new Unreadable("it goes on where it should end");
    }
  }

  private int length() {
    long length = varint();
    if (length > end - at) {
      throw new Unreadable("it ends too early");
    }
    return (int) length;
  }
}
