package io.chathub.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** As many large answers are made at a time as there is memory for. */
class ReadingsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<String> said = new ArrayList<>();
  private final MemoryBudget budget = new MemoryBudget(8 << 20, new SimpleMeterRegistry());

  // A quarter of it is for reading: four at a time, of half a MiB each.
  private final Readings readings = budget.of(new EmbeddedChannel().eventLoop()).readings();

  private void begin(String who) {
    readings.begin(
        who,
        new Readings.Reader() {
          @Override
          public void read() {
            said.add(who);
          }

          @Override
          public void refused() {
            said.add("no " + who);
          }
        });
  }

  @Test
  void whoFindsNoRoomWaitsAndAllTakeTurns() {
    for (String who : List.of("a", "a", "a", "a", "a", "a", "b", "c")) {
      begin(who);
    }
    assertThat(said).containsExactly("a", "a", "a", "a");
    assertThat(budget.held()).isEqualTo(2 << 20);

    for (int i = 0; i < 4; i++) {
      readings.done();
    }
    assertThat(said.subList(4, 8)).containsExactly("a", "b", "c", "a");
  }

  @Test
  void manyMayBeOverAtOnce() {
    for (int i = 0; i < 4; i++) {
      begin("a");
    }
    for (int i = 0; i < 4_000; i++) {
      readings.begin(
          "b",
          new Readings.Reader() {
            @Override
            public void read() {
              readings.done();
            }

            @Override
            public void refused() {
              said.add("no b");
            }
          });
    }
    readings.done();
    begin("c");

    assertThat(said).containsExactly("a", "a", "a", "a", "c");
    assertThat(budget.held()).isEqualTo(2 << 20);
  }

  @Test
  void whoWaitsTooLongIsRefused() {
    for (int i = 0; i < 4; i++) {
      begin("a");
    }
    begin("b");
    readings.tick(System.nanoTime() + SECOND);
    assertThat(said).hasSize(4);

    readings.tick(System.nanoTime() + 3 * SECOND);
    assertThat(said).last().isEqualTo("no b");
    readings.done();
    assertThat(said).hasSize(5);
  }
}
