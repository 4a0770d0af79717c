package io.chathub.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The pushes of one sender into one chat, as masked WebSocket frames that differ only in their
 * number. Masked once, so that a send costs a copy and twenty digits. Not thread safe: owned by its
 * {@link ClientLoop}.
 */
public final class PushFrame {

  static final char FILLER = 'x';

  private static final int DIGITS = 10;

  private final byte[] mask;
  private final byte[] frame;
  private final int payloadAt;
  private final int contentAt;
  private final int cidAt;

  /**
   * @param contentBytes at least 11, so that there is filler after the number
   */
  public PushFrame(String usif, int contentBytes, int maskKey) {
    String head = "{\"action\":\"push\",\"data\":{\"usif\":\"" + usif + "\",\"content\":\"";
    String number = "0".repeat(DIGITS);
    String filler = String.valueOf(FILLER).repeat(contentBytes - DIGITS);
    String middle = "\",\"cid\":\"";
    byte[] payload =
        (head + number + filler + middle + number + "\"}}").getBytes(StandardCharsets.US_ASCII);

    mask = ByteBuffer.allocate(4).putInt(maskKey).array();
    byte[] header = Frames.clientHeader(Frames.TEXT, payload.length, mask);
    payloadAt = header.length;
    contentAt = payloadAt + head.length();
    cidAt = contentAt + contentBytes + middle.length();
    frame = new byte[header.length + payload.length];
    System.arraycopy(header, 0, frame, 0, header.length);
    for (int i = 0; i < payload.length; i++) {
      frame[payloadAt + i] = (byte) (payload[i] ^ mask[i & 3]);
    }
  }

  /** The frame of the message with this number, which is its {@code cid} and begins its content. */
  public ByteBuf numbered(ByteBufAllocator allocator, long number) {
    long rest = number;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      byte character = (byte) ('0' + rest % 10);
      put(contentAt + digit, character);
      put(cidAt + digit, character);
      rest /= 10;
    }
    return allocator.directBuffer(frame.length).writeBytes(frame);
  }

  private void put(int at, byte character) {
    frame[at] = (byte) (character ^ mask[(at - payloadAt) & 3]);
  }
}
