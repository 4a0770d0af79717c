package io.chathub.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushFrameTest {

  @Test
  void numberIsInContentAndCid() {
    PushFrame frame = new PushFrame("c7", 15, 0x9E3779B9);

    assertThat(unmasked(frame, 1))
        .isEqualTo(
            "{\"action\":\"push\",\"data\":{\"usif\":\"c7\",\"content\":\"0000000001xxxxx\","
                + "\"cid\":\"0000000001\"}}");
    assertThat(unmasked(frame, 9_876_543_210L))
        .contains("\"9876543210xxxxx\"", "\"cid\":\"9876543210\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 60, 200, 8_000})
  void contentHasTheLengthAskedFor(int contentBytes) {
    String json = unmasked(new PushFrame("c7", contentBytes, 0x01020304), 5);

    int start = json.indexOf("0000000005");
    assertThat(json.indexOf('"', start) - start).isEqualTo(contentBytes);
  }

  /** Reads the frame as RFC 6455, section 5.2 says. */
  private static String unmasked(PushFrame frame, long number) {
    ByteBuf bytes = frame.numbered(UnpooledByteBufAllocator.DEFAULT, number);
    try {
      assertThat(bytes.readUnsignedByte()).isEqualTo((short) 0x81);
      int code = bytes.readUnsignedByte() - 0x80;
      int length = code == 126 ? bytes.readUnsignedShort() : code;
      byte[] mask = new byte[4];
      bytes.readBytes(mask);
      assertThat(bytes.readableBytes()).isEqualTo(length);
      byte[] payload = new byte[length];
      bytes.readBytes(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= mask[i % 4];
      }
      return new String(payload, StandardCharsets.UTF_8);
    } finally {
      bytes.release();
    }
  }
}
