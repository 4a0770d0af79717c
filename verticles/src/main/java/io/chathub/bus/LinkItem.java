package io.chathub.bus;

import io.chathub.protocol.CloseCode;
import io.vertx.core.Promise;

/** What one node has another one do. Immutable, but for who waits for it. */
sealed interface LinkItem {

  int OVERHEAD = 16;
  int CLOSE_SIZE = 256;

  /** Bytes that it takes on the way, about. */
  int size();

  /** Hand a frame to those of these users who are there. */
  record Deliver(Parcel parcel, int size) implements LinkItem {

    Deliver(Parcel parcel) {
      this(parcel, sizeOf(parcel));
    }

    private static int sizeOf(Parcel parcel) {
      int users = 0;
      for (var user : parcel.users()) {
        users += user.value().length() + Short.BYTES;
      }
      return OVERHEAD + users + parcel.frame().length();
    }
  }

  /**
   * Close connections of a user.
   *
   * @param taken succeeds when the node has done so, or is gone; null where nobody asks
   */
  record Close(CloseOrder order, Promise<Void> taken) implements LinkItem {
    @Override
    public int size() {
      return CLOSE_SIZE;
    }
  }

  /** Close all connections. */
  record CloseEverybody(CloseCode code) implements LinkItem {
    @Override
    public int size() {
      return OVERHEAD;
    }
  }
}
