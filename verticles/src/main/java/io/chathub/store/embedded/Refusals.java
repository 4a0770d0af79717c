package io.chathub.store.embedded;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;

/** What this store refuses in more than one place. */
final class Refusals {

  private Refusals() {}

  static Refusal notAMember() {
    return Refusal.of(ErrorCode.NOT_A_MEMBER, "not a member of this chat");
  }

  static Refusal noSuchChat() {
    return Refusal.of(ErrorCode.NO_SUCH_CHAT, "no such chat");
  }

  static Refusal noSuchMessage() {
    return Refusal.of(ErrorCode.NO_SUCH_MESSAGE, "no such message in this chat");
  }

  /** What is stored is no record of ours, or not to be had: nothing was changed. */
  static Refusal cannotBeRead() {
    return Refusal.of(ErrorCode.UNAVAILABLE, "what is stored there cannot be read");
  }

  static Refusal closed() {
    return unavailable("the store is closed");
  }

  static Refusal timedOut() {
    return Refusal.of(ErrorCode.TIMED_OUT, "the store failed to write: it may be stored or not");
  }

  static Refusal unavailable(String why) {
    return Refusal.of(ErrorCode.UNAVAILABLE, why);
  }
}
