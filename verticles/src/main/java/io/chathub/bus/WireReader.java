package io.chathub.bus;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes apart what came from another node. What does not fit is a {@link MalformedWireException}.
 * Not thread safe.
 */
final class WireReader {

  private final Buffer buffer;
  private int position;

  WireReader(Buffer buffer) {
    this.buffer = buffer;
  }

  int oneByte() {
    return buffer.getUnsignedByte(take(Byte.BYTES));
  }

  int number() {
    return buffer.getInt(take(Integer.BYTES));
  }

  long longNumber() {
    return buffer.getLong(take(Long.BYTES));
  }

  /** A number of things that take at least so many bytes each. */
  int count(int bytesOfEach) {
    int count = number();
    if (count < 0 || (long) count * bytesOfEach > buffer.length() - position) {
      throw new MalformedWireException("a count that cannot be");
    }
    return count;
  }

  String text() {
    int length = buffer.getUnsignedShort(take(Short.BYTES));
    int start = take(length);
    return buffer.getString(start, start + length, StandardCharsets.UTF_8.name());
  }

  byte[] bytes() {
    int length = count(1);
    int start = take(length);
    return buffer.getBytes(start, start + length);
  }

  /** That was all. */
  void end() {
    if (position != buffer.length()) {
      throw new MalformedWireException("more than there should be");
    }
  }

  private int take(int length) {
    int start = position;
    if (length > buffer.length() - start) {
      throw new MalformedWireException("less than there should be");
    }
    position = start + length;
    return start;
  }
}
