package io.chathub.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds keys and values, one after the other. Not thread safe: owned by one thread. */
final class RecordWriter {

  private byte[] bytes = new byte[512];
  private int length;

  void clear() {
    length = 0;
  }

  /** The bytes so far, valid up to {@link #length()} and until the next write. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  void u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /** Big endian, so that keys sort as the numbers do. */
  void u32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /** Big endian, so that keys sort as the numbers do. */
  void u64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /** Seven bits a byte, lowest first. */
  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Length and UTF-8. */
  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    raw(utf8, utf8.length);
  }

  void raw(byte[] value, int count) {
    room(count);
    System.arraycopy(value, 0, bytes, length, count);
    length += count;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
