package io.chathub.bus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What one event loop has for nodes that left. A node that left may have died, or been cut off: a
 * pause, a split. Cut off, it keeps its sockets, and comes back under the same name; what was sent
 * to its users meanwhile is in the log, but their clients have no reason to ask for it. So what may
 * be for them is kept, and handed over when the node is back, before anything newer. Its own users
 * drop what they have already. Not thread safe: owned by its event loop.
 *
 * <p>Everything is kept, not only what is for users who are found nowhere: a user may have had one
 * device there and another one elsewhere. After a minute, or beyond its bytes, only who missed
 * something is remembered; after ten minutes, or beyond that bound, it is everybody there. A node
 * that died costs as much until then, and comes back under another name.
 *
 * <p>A node that has come back must first register its users again. Until it has had the time, it
 * gets everything, and drops what is for nobody there.
 */
final class SplitMemory {

  /** More than a cluster has nodes; beyond, the one that has been away longest is forgotten. */
  private static final int ABSENCES_MAX = 64;

  private final DeliveryLimits limits;
  private final LongSupplier nanos;
  private final Map<NodeId, Absence> absences = new LinkedHashMap<>();
  private final Map<NodeId, Long> settling = new HashMap<>(); // until when, in nanoseconds

  private record Kept(LinkItem item, long since) {}

  private static final class Absence {
    final long since;
    final Debt debt;
    final Deque<Kept> kept = new ArrayDeque<>();
    long bytes;

    Absence(long since, Debt debt) {
      this.since = since;
      this.debt = debt;
    }
  }

  SplitMemory(DeliveryLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Whether anything would be kept now. */
  boolean isOpen() {
    for (Absence absence : absences.values()) {
      if (!absence.debt.isOwedToAll()) {
        return true;
      }
    }
    return false;
  }

  /** The node is gone and has not taken this. */
  void left(NodeId node, NodeLink.Rest rest) {
    settling.remove(node);
    Absence absence = absence(node);
    absence.debt.takeOver(rest.debt());
    rest.items().forEach(item -> keep(absence, item));
  }

  /** For all nodes that are away. */
  void keep(LinkItem item) {
    absences.values().forEach(absence -> keep(absence, item));
  }

  /** Whether what is kept for all that are away is kept for this one. */
  boolean isAway(NodeId node) {
    return absences.containsKey(node);
  }

  /** For a node that is not there, or not yet. */
  void keep(NodeId node, LinkItem item) {
    keep(absence(node), item);
  }

  /** The node is there: what was kept for it, where it is one that was away. */
  Optional<NodeLink.Rest> returned(NodeId node) {
    Absence absence = absences.get(node);
    if (absence == null) {
      return Optional.empty();
    }
    long now = nanos.getAsLong();
    trim(absence, now);
    absences.remove(node);
    settling.put(node, now + TimeUnit.MILLISECONDS.toNanos(limits.settleMs()));
    List<LinkItem> items = new ArrayList<>(absence.kept.size());
    absence.kept.forEach(kept -> items.add(kept.item));
    return Optional.of(new NodeLink.Rest(items, absence.debt));
  }

  /** The nodes that have come back, and may not have registered all their users yet. */
  Set<NodeId> settling() {
    if (settling.isEmpty()) {
      return Set.of();
    }
    long now = nanos.getAsLong();
    settling.values().removeIf(until -> now - until > 0);
    return Set.copyOf(settling.keySet());
  }

  private Absence absence(NodeId node) {
    Absence absence = absences.get(node);
    if (absence == null) {
      if (absences.size() == ABSENCES_MAX) {
        absences.remove(absences.keySet().iterator().next());
      }
      absence = new Absence(nanos.getAsLong(), new Debt(limits.owedUsers()));
      absences.put(node, absence);
    }
    return absence;
  }

  private void keep(Absence absence, LinkItem item) {
    long now = nanos.getAsLong();
    if (!absence.debt.isOwedToAll()) {
      absence.kept.add(new Kept(item, now));
      absence.bytes += item.size();
    }
    trim(absence, now);
  }

  private void trim(Absence absence, long now) {
    if (now - absence.since > TimeUnit.MILLISECONDS.toNanos(limits.returnMs())) {
      absence.debt.oweAll();
    }
    long oldest = now - TimeUnit.MILLISECONDS.toNanos(limits.absentMs());
    long bytesMax = limits.absentBytes() / absences.size();
    while (!absence.kept.isEmpty()
        && (absence.bytes > bytesMax || absence.kept.element().since - oldest < 0)) {
      Kept kept = absence.kept.remove();
      absence.bytes -= kept.item.size();
      owe(absence.debt, kept.item);
    }
    if (absence.debt.isOwedToAll()) {
      absence.kept.clear();
      absence.bytes = 0;
    }
  }

  private static void owe(Debt debt, LinkItem item) {
    if (item instanceof LinkItem.Deliver deliver) {
      debt.owe(deliver.parcel().users());
    } else if (item instanceof LinkItem.Close close) {
      debt.owe(List.of(close.order().user()));
    } else {
      debt.oweAll();
    }
  }
}
