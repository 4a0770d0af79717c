package io.chathub.protocol;

import io.chathub.model.Refusal;
import java.util.Optional;

/** What a frame from a client turned out to be. */
public sealed interface Inbound {

  /** A well-formed action. */
  record Accepted(Action action) implements Inbound {}

  /**
   * No action of ours, with as much of it as is needed for an answer.
   *
   * @param action what it said it was
   */
  record Rejected(
      Optional<String> action,
      Optional<String> usif,
      Optional<String> cid,
      Optional<String> ref,
      Refusal why)
      implements Inbound {

    /** Whether the answer is a {@code pushback}, not an {@code error}. */
    public boolean isPush() {
      return action.filter(Action.Name.PUSH.wireName()::equals).isPresent();
    }
  }
}
