package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whoever forgot to list a page finds it in the log, and nobody can fill that. */
class RefusedOriginsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusedOrigins.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final RefusedOrigins refused = new RefusedOrigins();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  @Test
  void eachIsSaidOnceWithTheKeyToChange() {
    refused.note("https://app.example", "hub.example");
    refused.note("https://app.example", "hub.example");
    refused.note("https://other.example", null);
    refused.endMinute();
    refused.note("https://app.example", "hub.example");

    assertThat(log.list).allMatch(event -> event.getLevel() == Level.WARN);
    assertThat(lines())
        .hasSize(2)
        .allMatch(line -> line.contains("http.origins"))
        .anyMatch(line -> line.contains("https://app.example") && line.contains("hub.example"));
  }

  @Test
  void aHundredAMinuteThenACount() {
    for (int i = 0; i < RefusedOrigins.MAX + 7; i++) {
      refused.note("https://" + i + ".example", "hub.example");
    }
    assertThat(lines()).hasSize(RefusedOrigins.MAX);

    refused.endMinute();

    assertThat(lines()).hasSize(RefusedOrigins.MAX + 1);
    assertThat(lines().get(RefusedOrigins.MAX)).contains("count=7");
    refused.endMinute();
    refused.note("https://" + (RefusedOrigins.MAX + 1) + ".example", "hub.example");
    assertThat(lines()).hasSize(RefusedOrigins.MAX + 2);
  }

  @Test
  void whatAClientSaysForgesNoLine() {
    refused.note("https://a\n2026 ERROR \u001b[31m" + "x".repeat(10_000), "h\r\nx");

    assertThat(lines()).singleElement().asString().hasSizeLessThan(500).matches("[ -~…]*");
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
