package io.chathub.hub.fault.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client holds of one chat: everything up to {@code index} without a hole, and what came
 * ahead of that. Messages are kept as fingerprints. Owned by its client.
 */
final class ChatCopy {

  private static final int REMEMBERED_FAULTS = 10;

  private final String usif;
  private final LongList whole = new LongList();
  private final TreeMap<Long, Long> ahead = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private long holeSince;

  ChatCopy(String usif) {
    this.usif = usif;
  }

  String usif() {
    return usif;
  }

  /** The {@code seq} below which there is no hole. */
  long index() {
    return whole.size();
  }

  /** Puts a message in its place; false where it is there already. */
  boolean place(Received message, long now) {
    Long known = at(message.seq());
    if (known == null) {
      add(message, now);
      return true;
    }
    if (known != message.fingerprint() && faults.size() < REMEMBERED_FAULTS) {
      faults.add("came twice, and not the same: " + message);
    }
    return false;
  }

  private Long at(long seq) {
    return seq <= index() ? Long.valueOf(whole.get((int) seq - 1)) : ahead.get(seq);
  }

  private void add(Received message, long now) {
    long before = index();
    ahead.put(message.seq(), message.fingerprint());
    for (Map.Entry<Long, Long> next = ahead.firstEntry();
        next != null && next.getKey() == index() + 1;
        next = ahead.firstEntry()) {
      whole.add(next.getValue());
      var unused = ahead.pollFirstEntry();
    }
    if (hasHole() && (index() > before || ahead.size() == 1)) {
      holeSince = now;
    }
  }

  boolean hasHole() {
    return !ahead.isEmpty();
  }

  /** Whether a hole has stayed for so long. */
  boolean hasHoleFor(long nanos, long now) {
    return hasHole() && now - holeSince >= nanos;
  }

  /** The first {@code seq} above the hole, or the one after the last where there is none. */
  long holeEnd() {
    return hasHole() ? ahead.firstKey() : index() + 1;
  }

  /** The hub says that its log does not hold what we do. */
  void reset() {
    whole.clear();
    ahead.clear();
  }

  long[] fingerprints() {
    return whole.toArray();
  }

  /** What can not be, seen from here alone. */
  List<String> faults() {
    return List.copyOf(faults);
  }
}
