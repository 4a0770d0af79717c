package io.chathub.store.embedded;

/**
 * A record is not what this version writes: cut off, or put there by another program. It concerns
 * what it is about and nothing else, and stays so until somebody mends the data.
 */
final class Unreadable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unreadable(String what) {
    super(what, null, false, false);
  }

  Unreadable(String what, Unreadable cause) {
    super(what + ": " + cause.getMessage(), null, false, false);
  }
}
