package io.chathub.bus;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Puts together what goes from node to node. Not thread safe. */
final class WireWriter {

  private static final int SHORT_MAX = 0xFFFF;

  private final Buffer buffer;

  WireWriter(int sizeHint) {
    buffer = Buffer.buffer(sizeHint);
  }

  @CanIgnoreReturnValue
  WireWriter oneByte(int value) {
    buffer.appendByte((byte) value);
    return this;
  }

  @CanIgnoreReturnValue
  WireWriter number(int value) {
    buffer.appendInt(value);
    return this;
  }

  @CanIgnoreReturnValue
  WireWriter number(long value) {
    buffer.appendLong(value);
    return this;
  }

  /** Up to 65,535 bytes of UTF-8. */
  @CanIgnoreReturnValue
  WireWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > SHORT_MAX) {
      throw new IllegalArgumentException("too long for a text between nodes: " + utf8.length);
    }
    buffer.appendUnsignedShort(utf8.length).appendBytes(utf8);
    return this;
  }

  @CanIgnoreReturnValue
  WireWriter bytes(byte[] bytes) {
    buffer.appendInt(bytes.length).appendBytes(bytes);
    return this;
  }

  int length() {
    return buffer.length();
  }

  Buffer toBuffer() {
    return buffer;
  }
}
