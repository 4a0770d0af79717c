package io.chathub.store.redis;

/**
 * A server that answers, and is not one to keep data in, or does not let us: nothing that passes by
 * itself. The message says what to change.
 */
public final class UnfitServer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfitServer(String message) {
    super(message, null, false, false);
  }
}
