package io.chathub.model;

import java.util.OptionalLong;

/**
 * A request that was not granted, and why. An expected outcome, so it has no stack. The message is
 * for the client: it names what was found and what is allowed, never a secret or a payload.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final long retryAfterMs;

  private Refusal(ErrorCode code, String message, long retryAfterMs) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  public static Refusal of(ErrorCode code, String message) {
    return new Refusal(code, message, -1);
  }

  /** A refusal that says when to come again. */
  public static Refusal later(ErrorCode code, String message, long retryAfterMs) {
    return new Refusal(code, message, retryAfterMs);
  }

  public static Refusal malformed(String field, String rule) {
    return of(ErrorCode.MALFORMED_FIELD, field + ": " + rule);
  }

  public ErrorCode code() {
    return code;
  }

  /** Milliseconds after which it may be tried again, where known. */
  public OptionalLong retryAfterMs() {
    return retryAfterMs < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMs);
  }
}
