package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Logger logger = new LoggerContext().getLogger("io.chathub.Some");
  private final JsonLines lines = new JsonLines();

  @Test
  void tellsWhenWhoAndWhat() throws IOException {
    LoggingEvent event = event("said {}", null, "it");
    event.setInstant(Instant.parse("2026-02-03T04:05:06Z"));

    JsonNode line = read(event);

    assertThat(line.path("time").textValue()).isEqualTo("2026-02-03T04:05:06.000Z");
    assertThat(line.path("level").textValue()).isEqualTo("WARN");
    assertThat(line.path("logger").textValue()).isEqualTo("io.chathub.Some");
    assertThat(line.path("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.path("message").textValue()).isEqualTo("said it");
    assertThat(line.has("exception")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a \"quote\" \\ and /", "two\r\nlines\t\u0000\u001b[31m", "早上好 😀 \u2028"})
  void whateverIsSaidIsOneLineAndReadsBack(String said) throws IOException {
    assertThat(read(event("{}", null, said)).path("message").textValue()).isEqualTo(said);
  }

  @Test
  void halfACharacterIsAQuestionMark() throws IOException {
    assertThat(read(event("{}", null, "x\ud83dy")).path("message").textValue()).isEqualTo("x?y");
  }

  @Test
  void anExceptionIsWholeWithItsCause() throws IOException {
    Exception failure = new IllegalStateException("no \"way\"", new IOException("gone\nfor good"));

    String exception = read(event("failed", failure)).path("exception").textValue();

    assertThat(exception)
        .startsWith("java.lang.IllegalStateException: no \"way\"")
        .contains("at " + JsonLinesTest.class.getName())
        .contains("Caused by: java.io.IOException: gone\nfor good");
  }

  private LoggingEvent event(String message, Throwable failure, Object... arguments) {
    return new LoggingEvent("", logger, Level.WARN, message, failure, arguments);
  }

  private JsonNode read(LoggingEvent event) throws IOException {
    String text = new String(lines.encode(event), StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n").containsOnlyOnce("\n").doesNotContain("\r");
    return JSON.readTree(text);
  }
}
