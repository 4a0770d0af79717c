package io.chathub.protocol;

import static io.chathub.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Names that clients choose are not kept. */
class FrameParsersTest {

  private final FrameParsers parsers = FrameParsers.ofAsked(JsonLimits.request());

  @Test
  void namesOfClientsAreForgotten() throws IOException {
    for (int i = 0; i < 10 * FrameParsers.NAMES_MAX; i++) {
      parse("{\"data\":{\"name" + i + "\":1}}");

      assertThat(parsers.names()).isLessThanOrEqualTo(FrameParsers.NAMES_MAX + 1);
    }
  }

  @Test
  void namesOfOneFrameAreForgottenWithTheNext() throws IOException {
    StringBuilder frame = new StringBuilder("{");
    for (int i = 0; i < 1_000; i++) {
      frame.append("\"name").append(i).append("\":1,");
    }
    parse(frame.append("\"last\":1}").toString());
    assertThat(parsers.names()).isGreaterThan(FrameParsers.NAMES_MAX);

    parse("{}");

    assertThat(parsers.names()).isZero();
  }

  @Test
  void namesThatComeAgainAreRemembered() throws IOException {
    parse("{\"action\":1,\"data\":{}}");
    parse("{\"action\":1,\"data\":{}}");

    assertThat(parsers.names()).isEqualTo(2);
  }

  private void parse(String frame) throws IOException {
    try (JsonParser parser = parsers.parser(utf8(frame))) {
      while (parser.nextToken() != null) {
        // To its end.
      }
    }
  }
}
