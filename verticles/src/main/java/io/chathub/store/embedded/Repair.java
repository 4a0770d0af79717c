package io.chathub.store.embedded;

import java.util.Optional;

/** What the {@link Writer} turns to where the database takes no writes. Owned by its thread. */
interface Repair {

  /** Why nothing may be written now, whatever the database says. Asked before each commit. */
  Optional<String> obstacle();

  /**
   * Does something about it, where it is time to.
   *
   * @param failure what the database said last
   * @return whether the database may take writes again
   * @throws GivenUp where it will not in this process
   */
  boolean attempt(DatabaseFailure failure);

  /** The store is of no use to this process any more. */
  final class GivenUp extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GivenUp(String why) {
      super(why, null, false, false);
    }
  }
}
