package io.chathub.presence;

import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.Delivery;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;

/** Has connections closed that a later one took the place of, on whichever node they are. */
final class Replaced {

  private Replaced() {}

  static void close(Delivery delivery, UserId user, Change.Arrival arrival) {
    for (ConnectionId replaced : arrival.replaced()) {
      var unused = delivery.close(CloseOrder.of(user, replaced, CloseCode.REPLACED));
    }
  }
}
