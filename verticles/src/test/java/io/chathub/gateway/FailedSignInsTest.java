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

/** Whoever cannot sign in is found in the log by address, and nobody can fill that. */
class FailedSignInsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(FailedSignIns.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final FailedSignIns failures = new FailedSignIns();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void anAddressIsSaidOnceAMinute() {
    note("192.0.2.1");
    note("192.0.2.1");
    note("192.0.2.2");
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("refused address=192.0.2.1"),
            line -> assertThat(line).contains("refused address=192.0.2.2"));

    failures.endMinute();
    note("192.0.2.1");

    assertThat(lines()).hasSize(3).last().asString().contains("address=192.0.2.1");
  }

  @Test
  void twentyAddressesAMinuteThenACount() {
    for (int i = 0; i < FailedSignIns.SAID_MAX + 7; i++) {
      note("192.0.2." + i);
    }
    assertThat(lines()).hasSize(FailedSignIns.SAID_MAX);

    failures.endMinute();
    failures.endMinute();

    assertThat(lines()).hasSize(FailedSignIns.SAID_MAX + 1).last().asString().contains("count=7");
  }

  @Test
  void manyOfOneAreSaidWhenTheMinuteIsOver() {
    for (int i = 0; i < FailedSignIns.MANY; i++) {
      note("192.0.2.1");
    }

    failures.endMinute();

    assertThat(lines()).hasSize(2).last().asString().contains("192.0.2.1").contains("count=60");
  }

  private void note(String address) {
    failures.note(IpAddress.parse(address).orElseThrow());
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
