package io.chathub.store.redis;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Packs a record: the highest byte first, texts behind their length. */
final class PackedWriter {

  private final Buffer out = Buffer.buffer();

  void u8(int value) {
    out.appendByte((byte) value);
  }

  void u16(int value) {
    out.appendByte((byte) (value >>> 8)).appendByte((byte) value);
  }

  void u48(long value) {
    for (int shift = 40; shift >= 0; shift -= 8) {
      out.appendByte((byte) (value >>> shift));
    }
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u16(utf8.length);
    out.appendBytes(utf8);
  }

  void optional(Optional<String> text) {
    u8(text.isPresent() ? 1 : 0);
    text.ifPresent(this::text);
  }

  byte[] toBytes() {
    return out.getBytes();
  }
}
