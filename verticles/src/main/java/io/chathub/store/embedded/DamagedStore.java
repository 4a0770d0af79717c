package io.chathub.store.embedded;

/**
 * Something that was acknowledged is not in the directory any more, or cannot be read. The message
 * says what, where, and what may be done. Nothing in the directory was changed.
 */
public final class DamagedStore extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  DamagedStore(String message) {
    super(message);
  }
}
