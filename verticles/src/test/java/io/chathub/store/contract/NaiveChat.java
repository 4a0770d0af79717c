package io.chathub.store.contract;

import io.chathub.model.UserId;
import io.chathub.store.Retention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A chat that counts by looking at every message. */
final class NaiveChat {

  private final Retention retention;
  private final List<Entry> log = new ArrayList<>();
  private Map<UserId, Long> cursors = new LinkedHashMap<>();
  private long last;
  private long rev;

  NaiveChat(Retention retention) {
    this.retention = retention;
  }

  private static final class Entry {
    final long seq;
    final UserId from;
    final long at;
    boolean isRecalled;
    boolean isErased;

    Entry(long seq, UserId from, long at) {
      this.seq = seq;
      this.from = from;
      this.at = at;
    }
  }

  List<UserId> members() {
    return List.copyOf(cursors.keySet());
  }

  long last() {
    return last;
  }

  long rev() {
    return rev;
  }

  long push(UserId from, long at) {
    log.add(new Entry(++last, from, at));
    while (log.size() > retention.messages()) {
      var unused = log.remove(0);
    }
    return last;
  }

  boolean read(UserId reader, long seq) {
    boolean hasMoved = seq > cursors.get(reader);
    if (hasMoved) {
      cursors.put(reader, seq);
    }
    return hasMoved;
  }

  /** A message of the user from then on that can be recalled, or 0. */
  long ownSince(UserId user, long oldest) {
    for (Entry entry : log) {
      if (entry.from.equals(user) && entry.at >= oldest && !entry.isRecalled) {
        return entry.seq;
      }
    }
    return 0;
  }

  void recall(long seq) {
    for (Entry entry : log) {
      if (entry.seq == seq) {
        entry.isRecalled = true;
        rev++;
      }
    }
  }

  void erase(UserId user) {
    for (Entry entry : log) {
      if (entry.from.equals(user) && !entry.isErased) {
        entry.isErased = true;
        rev++;
      }
    }
  }

  void age(long now) {
    var unused = log.removeIf(entry -> entry.at < now - retention.age().toMillis());
  }

  void put(List<UserId> members) {
    Map<UserId, Long> next = new LinkedHashMap<>();
    members.forEach(user -> next.put(user, cursors.getOrDefault(user, last)));
    cursors = next;
  }

  List<Long> after(long index) {
    return seqs(entry -> entry.seq > index);
  }

  List<Long> unread(UserId user, long index) {
    long cursor = cursors.get(user);
    return seqs(entry -> entry.seq > index && entry.seq > cursor && !entry.from.equals(user));
  }

  List<List<Object>> flags() {
    List<List<Object>> flags = new ArrayList<>();
    for (Entry entry : log) {
      boolean isRead =
          cursors.entrySet().stream()
              .allMatch(of -> of.getKey().equals(entry.from) || of.getValue() >= entry.seq);
      flags.add(List.of(entry.seq, isRead, entry.isRecalled, entry.isErased));
    }
    return flags;
  }

  private List<Long> seqs(Predicate<Entry> wanted) {
    return log.stream().filter(wanted).map(entry -> entry.seq).toList();
  }
}
