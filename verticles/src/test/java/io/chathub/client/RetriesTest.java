package io.chathub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is asked again, how often, and after which pauses. */
class RetriesTest {

  private final Refusal unavailable = Refusal.of(ErrorCode.UNAVAILABLE, "x");
  private final Refusal timedOut = Refusal.of(ErrorCode.TIMED_OUT, "x");
  private final Refusal noSuchChat = Refusal.of(ErrorCode.NO_SUCH_CHAT, "x");

  private final Queue<Future<String>> outcomes = new ArrayDeque<>();
  private final List<Long> pauses = new ArrayList<>();

  private Future<String> call(int retries) {
    return new Retries(
            retries,
            (ms, work) -> {
              pauses.add(ms);
              work.run();
            })
        .call(outcomes::remove);
  }

  private void failures(Refusal... refusals) {
    for (Refusal refusal : refusals) {
      outcomes.add(Future.failedFuture(refusal));
    }
  }

  @Test
  void whatMaySucceedLaterIsAskedAgain() {
    failures(unavailable, timedOut);
    outcomes.add(Future.succeededFuture("done"));

    assertThat(call(2).result()).isEqualTo("done");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void thePausesGrowAndAreBounded() {
    failures(unavailable, unavailable, unavailable, unavailable, unavailable);

    assertThat(call(4).failed()).isTrue();
    assertThat(pauses).hasSize(4);
    assertThat(pauses.get(0)).isBetween(125L, 250L);
    assertThat(pauses.get(1)).isBetween(250L, 500L);
    assertThat(pauses.get(2)).isBetween(500L, 1_000L);
    assertThat(pauses.get(3)).isBetween(500L, 1_000L);
  }

  @Test
  void theLastRefusalIsToldWhenItIsEnough() {
    failures(unavailable, unavailable, timedOut);

    assertThat(call(2).cause()).isSameAs(timedOut);
    assertThat(outcomes).isEmpty();
  }

  @Test
  void whatWillNeverSucceedIsAskedOnce() {
    failures(noSuchChat, unavailable);

    assertThat(call(2).cause()).isSameAs(noSuchChat);
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void nothingIsAskedAgainWithoutRetries() {
    failures(unavailable, unavailable);

    assertThat(call(0).cause()).isSameAs(unavailable);
    assertThat(outcomes).hasSize(1);
  }
}
