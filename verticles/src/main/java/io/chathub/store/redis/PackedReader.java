package io.chathub.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what the scripts and {@link PackedWriter} pack: the highest byte first. */
final class PackedReader {

  private final byte[] bytes;
  private int at;

  PackedReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return bytes[at++] & 0xFF;
  }

  boolean flag() {
    int value = u8();
    if (value > 1) {
      throw new IllegalArgumentException("no flag: " + value);
    }
    return value == 1;
  }

  int u16() {
    return (int) number(2);
  }

  long u32() {
    return number(4);
  }

  /** A time. */
  long u48() {
    return number(6);
  }

  String text(int length) {
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private long number(int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (bytes[at++] & 0xFF);
    }
    return value;
  }
}
