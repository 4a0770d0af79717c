package io.chathub.bench.client;

import java.nio.ByteBuffer;

/** WebSocket framing (RFC 6455, section 5.2) as far as a client of ours needs it. */
final class Frames {

  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FINAL = 0x80;
  static final int MASKED = 0x80;

  private Frames() {}

  static byte[] clientHeader(int opcode, int length, byte[] mask) {
    ByteBuffer header = ByteBuffer.allocate(14);
    header.put((byte) (FINAL | opcode));
    if (length < 126) {
      header.put((byte) (MASKED | length));
    } else if (length < 1 << 16) {
      header.put((byte) (MASKED | 126)).putShort((short) length);
    } else {
      header.put((byte) (MASKED | 127)).putLong(length);
    }
    header.put(mask);
    byte[] bytes = new byte[header.position()];
    header.flip().get(bytes);
    return bytes;
  }
}
