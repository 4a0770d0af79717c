package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.NodeRequests.Answer;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import org.junit.jupiter.api.Test;

class ReachTest {

  @Test
  void anAnswerReachedThisNode() {
    assertThat(Reach.reached(new Answer.Given(RawJson.of("{}"))).succeeded()).isTrue();
  }

  @Test
  void aRefusalThatCameBackReachedThisNode() {
    assertThat(Reach.reached(refused(ErrorCode.UNKNOWN_ACTION)).succeeded()).isTrue();
    assertThat(Reach.reached(refused(ErrorCode.INTERNAL)).succeeded()).isTrue();
  }

  @Test
  void noAnswerDidNot() {
    assertThat(Reach.reached(refused(ErrorCode.UNAVAILABLE)).failed()).isTrue();
  }

  private static Answer refused(ErrorCode code) {
    return new Answer.Refused(Refusal.of(code, "no"));
  }
}
