package io.chathub.store.redis;

/** A connection that was there, and is gone. */
final class LostConnection extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostConnection(String message) {
    super(message, null, false, false);
  }
}
