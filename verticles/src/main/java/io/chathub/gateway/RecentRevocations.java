package io.chathub.gateway;

import io.chathub.bus.CloseOrder;
import io.chathub.model.Session;
import java.util.ArrayDeque;

/**
 * Revocations of the last seconds, for sign-ins that looked their session up before and finish
 * after. Kept for longer than a sign-in may take. Not thread safe: owned by the event loop.
 */
final class RecentRevocations {

  private static final long KEPT_NANOS = 4 * Deadlines.TIMEOUT_MS * 1_000_000;

  private record Revocation(CloseOrder order, long atNanos) {}

  private final ArrayDeque<Revocation> recent = new ArrayDeque<>();

  void note(CloseOrder order, long nowNanos) {
    while (!recent.isEmpty() && nowNanos - recent.peek().atNanos > KEPT_NANOS) {
      recent.remove();
    }
    recent.add(new Revocation(order, nowNanos));
  }

  /** Whether one of them ended this session after the time. */
  boolean concern(Session session, long sinceNanos) {
    for (Revocation revocation : recent) {
      CloseOrder order = revocation.order;
      if (revocation.atNanos - sinceNanos >= 0
          && order.user().equals(session.user())
          && order.session().filter(id -> !id.equals(session.id())).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
