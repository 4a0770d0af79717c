package io.chathub.hub.fault;

import io.chathub.hub.fault.client.Acknowledged;
import io.chathub.hub.fault.client.LongList;
import io.chathub.hub.fault.client.Received;
import io.chathub.hub.fault.client.Stamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Judges one chat: what its log says, against what was sent, what was acknowledged, and what each
 * client holds. It is told of the log first. Not thread safe.
 */
final class Oracle {

  private static final int REMEMBERED_FAULTS = 20;

  private final String usif;
  private final BiPredicate<String, String> wasSent;
  private final Map<String, String> ids = new HashMap<>();
  private final LongList log = new LongList();
  private final List<String> faults = new ArrayList<>();
  private long lastAt;
  private long acknowledged;
  private long lost;
  private long doubled;
  private long misplaced;
  private long altered;

  /**
   * @param wasSent whether a user sent a message with this {@code cid} to this chat: takes the user
   *     first
   */
  Oracle(String usif, BiPredicate<String, String> wasSent) {
    this.usif = usif;
    this.wasSent = wasSent;
  }

  /** The next message of the log. */
  void stored(Received message) {
    log.add(message.fingerprint());
    if (message.seq() != log.size() || message.createdAt() < lastAt) {
      misplaced++;
      fault("out of place, at " + log.size() + ": " + message);
    }
    lastAt = message.createdAt();
    if (ids.put(message.cid(), message.id()) != null) {
      doubled++;
      fault("stored twice: " + message);
    }
    Optional<Stamp> stamp = Stamp.of(message.content());
    if (!message.usif().equals(usif) || !wasSent.test(message.from(), message.cid())) {
      altered++;
      fault("nobody sent: " + message);
    } else if (stamp.isEmpty() || !stamp.get().cid().equals(message.cid())) {
      altered++;
      fault("altered: " + message);
    }
  }

  /** A sender was told that its message is stored. */
  void acknowledged(Acknowledged push) {
    acknowledged++;
    String id = ids.get(push.cid());
    if (id == null) {
      lost++;
      fault("lost: " + push);
    } else if (!id.equals(push.id())) {
      altered++;
      fault("stored as " + id + ", acknowledged as another: " + push);
    }
  }

  /** What a client holds, as fingerprints, from the first message on. */
  void holds(String client, long[] copy) {
    if (copy.length != log.size()) {
      lost += Math.abs(log.size() - copy.length);
      fault(client + " holds " + copy.length + " messages of " + log.size());
    }
    for (int i = 0; i < Math.min(copy.length, log.size()); i++) {
      if (copy[i] != log.get(i)) {
        altered++;
        fault(client + " holds another message at seq " + (i + 1));
        return;
      }
    }
  }

  private void fault(String what) {
    if (faults.size() < REMEMBERED_FAULTS) {
      faults.add(usif + ": " + what);
    }
  }

  Verdict verdict() {
    return new Verdict(
        log.size(), acknowledged, lost, doubled, misplaced, altered, List.copyOf(faults));
  }

  /**
   * What was found.
   *
   * @param lost acknowledged and not in the log, or in the log and not at a client
   * @param doubled stored more than once
   * @param misplaced not where {@code seq} or time say
   * @param altered not as it was sent or told
   * @param faults the first of all these, in words
   */
  record Verdict(
      long stored,
      long acknowledged,
      long lost,
      long doubled,
      long misplaced,
      long altered,
      List<String> faults) {

    static final Verdict NONE = new Verdict(0, 0, 0, 0, 0, 0, List.of());

    /** Both together. */
    Verdict plus(Verdict other) {
      return new Verdict(
          stored + other.stored,
          acknowledged + other.acknowledged,
          lost + other.lost,
          doubled + other.doubled,
          misplaced + other.misplaced,
          altered + other.altered,
          joined(faults, other.faults));
    }

    /** The same with what clients found on their own. */
    Verdict plus(Collection<String> more) {
      return new Verdict(
          stored, acknowledged, lost, doubled, misplaced, altered, joined(faults, more));
    }

    private static List<String> joined(Collection<String> one, Collection<String> other) {
      List<String> all = new ArrayList<>(one);
      all.addAll(other);
      return all;
    }
  }
}
