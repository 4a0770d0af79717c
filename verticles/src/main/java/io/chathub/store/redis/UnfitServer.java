package io.chathub.store.redis;

/** A server that answers, and is not one to keep data in. */
final class UnfitServer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfitServer(String message) {
    super(message, null, false, false);
  }
}
