package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** What the scripts refuse: each answers a negative number instead of an array. */
final class Refusals {

  private static final int NOT_A_MEMBER = -1;
  private static final int NO_SUCH_CHAT = -2;
  private static final int CHAT_CLOSED = -3;
  private static final int NO_SUCH_MESSAGE = -4;
  private static final int NOT_THE_SENDER = -5;
  private static final int TOO_LATE = -6;
  private static final int CHANGED_MEANWHILE = -7;

  private Refusals() {}

  static boolean isRefusal(Response answer) {
    return answer.type() == ResponseType.NUMBER;
  }

  /** Whether the chat has another version than the one that a change was made for. */
  static boolean isChangedMeanwhile(Response answer) {
    return answer != null && isRefusal(answer) && answer.toInteger() == CHANGED_MEANWHILE;
  }

  /** The answer itself where it is none. */
  static Response check(Response answer) {
    if (isRefusal(answer)) {
      throw of(answer);
    }
    return answer;
  }

  static Refusal of(Response refused) {
    int code = refused.toInteger();
    return switch (code) {
      case NOT_A_MEMBER -> notAMember();
      case NO_SUCH_CHAT -> noSuchChat();
      case CHAT_CLOSED -> Refusal.of(ErrorCode.CHAT_CLOSED, "the chat is closed");
      case NO_SUCH_MESSAGE -> Refusal.of(ErrorCode.NO_SUCH_MESSAGE, "no such message in this chat");
      case NOT_THE_SENDER ->
          Refusal.of(ErrorCode.RECALL_REFUSED, "only its sender may recall a message");
      case TOO_LATE -> Refusal.of(ErrorCode.RECALL_REFUSED, "too late to recall this message");
      case CHANGED_MEANWHILE ->
          Refusal.of(ErrorCode.UNAVAILABLE, "the chat is being changed by many at once");
      default -> throw new IllegalStateException("a script answered " + code);
    };
  }

  static Refusal notAMember() {
    return Refusal.of(ErrorCode.NOT_A_MEMBER, "not a member of this chat");
  }

  static Refusal noSuchChat() {
    return Refusal.of(ErrorCode.NO_SUCH_CHAT, "no such chat");
  }
}
