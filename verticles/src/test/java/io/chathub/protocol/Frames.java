package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.model.ErrorCode;
import io.chathub.protocol.Inbound.Accepted;
import io.chathub.protocol.Inbound.Rejected;
import java.nio.charset.StandardCharsets;

/** Frames from a client, for tests. Written with ' for ". */
final class Frames {

  static final int CONTENT_BYTES_MAX = 8 * 1024;

  private static final ActionCodec CODEC = new ActionCodec(CONTENT_BYTES_MAX);

  private Frames() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String quoted(String text) {
    return text.replace('\'', '"');
  }

  static Inbound decode(byte[] frame) {
    return CODEC.decode(frame);
  }

  @CanIgnoreReturnValue
  static <A extends Action> A accepted(Class<A> type, String frame) {
    Inbound inbound = decode(utf8(quoted(frame)));
    assertThat(inbound).as(frame).isInstanceOf(Accepted.class);
    assertThat(((Accepted) inbound).action()).isInstanceOf(type);
    return type.cast(((Accepted) inbound).action());
  }

  @CanIgnoreReturnValue
  static Rejected rejected(byte[] frame) {
    Inbound inbound = decode(frame);
    assertThat(inbound).as(new String(frame, StandardCharsets.UTF_8)).isInstanceOf(Rejected.class);
    return (Rejected) inbound;
  }

  @CanIgnoreReturnValue
  static Rejected rejected(String frame) {
    return rejected(utf8(quoted(frame)));
  }

  @CanIgnoreReturnValue
  static Rejected rejected(ErrorCode code, String frame) {
    Rejected rejected = rejected(frame);
    assertThat(rejected.why().code())
        .as(frame + ": " + rejected.why().getMessage())
        .isEqualTo(code);
    return rejected;
  }
}
