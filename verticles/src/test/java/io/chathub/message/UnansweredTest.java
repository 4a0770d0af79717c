package io.chathub.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.NewMessage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnansweredTest {

  private final Refusal timedOut = Refusal.of(ErrorCode.TIMED_OUT, "no answer");

  private final Unanswered unanswered = new Unanswered();

  private static NewMessage message(String cid) {
    return new NewMessage(
        new ChatId("c1"), new UserId("ann"), "text", RawJson.NULL, Optional.ofNullable(cid));
  }

  @Test
  void aMessageWithoutAnAnswerIsKnownUntilItIsSettled() {
    unanswered.failed(message("k"), timedOut, 0);

    assertThat(unanswered.settle(message("other"), 1)).isFalse();
    assertThat(unanswered.settle(message("k"), 1)).isTrue();
    assertThat(unanswered.settle(message("k"), 1)).isFalse();
  }

  @Test
  void whatWasSurelyNotStoredOrCannotBeSentAgainIsNotKept() {
    unanswered.failed(message("k"), Refusal.of(ErrorCode.UNAVAILABLE, "not done"), 0);
    unanswered.failed(message(null), timedOut, 0);

    assertThat(unanswered.settle(message("k"), 1)).isFalse();
    assertThat(unanswered.settle(message(null), 1)).isFalse();
  }

  @Test
  void itIsForgottenAfterAWhileAndWhereThereAreTooMany() {
    unanswered.failed(message("old"), timedOut, 0);
    assertThat(unanswered.settle(message("old"), Unanswered.KEPT_NANOS)).isFalse();

    for (int i = 0; i <= Unanswered.MAX; i++) {
      unanswered.failed(message("k" + i), timedOut, 0);
    }
    assertThat(unanswered.settle(message("k0"), 1)).isFalse();
    assertThat(unanswered.settle(message("k1"), 1)).isTrue();
    assertThat(unanswered.settle(message("k" + Unanswered.MAX), 1)).isTrue();
  }
}
