package io.chathub.model;

import java.util.Optional;

/** Why something was refused: the {@code errcode} of the wire. Numbers are never reused. */
public enum ErrorCode {
  MALFORMED_FRAME(40000, false),
  MALFORMED_FIELD(40001, false),
  UNKNOWN_ACTION(40002, false),
  NO_TOKEN(40100, false),
  BAD_TOKEN(40101, false),
  NOT_A_MEMBER(40300, false),
  CHAT_CLOSED(40301, false),
  RECALL_REFUSED(40302, false),
  FORBIDDEN(40303, false),
  NO_SUCH_MESSAGE(40400, false),
  NO_SUCH_CHAT(40401, false),
  NO_SUCH_PATH(40403, false),
  WRONG_METHOD(40500, false),
  TOO_LARGE(41300, false),
  TOO_FAST(42900, true),
  INTERNAL(50000, true),
  UNAVAILABLE(50300, true),
  /** What was asked may or may not have been done. */
  TIMED_OUT(50400, true);

  private final int number;
  private final boolean retryable;

  ErrorCode(int number, boolean retryable) {
    this.number = number;
    this.retryable = retryable;
  }

  public int number() {
    return number;
  }

  /** Whether the same request may succeed later, unchanged. */
  public boolean isRetryable() {
    return retryable;
  }

  /** The HTTP status that goes with it. */
  public int httpStatus() {
    return number / 100;
  }

  /** Whether a client that keeps sending such frames is cut off. */
  public boolean isBadFrame() {
    return this == MALFORMED_FRAME || this == MALFORMED_FIELD || this == UNKNOWN_ACTION;
  }

  public static Optional<ErrorCode> byNumber(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
