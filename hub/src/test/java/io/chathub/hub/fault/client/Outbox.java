package io.chathub.hub.fault.client;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a client pushed: it keeps each one until it is acknowledged, and numbers them. Changed by
 * its client alone; what is acknowledged, and the counts, may be read from any thread.
 */
final class Outbox {

  private static final class Pending {
    final String usif;
    int attempts;

    Pending(String usif) {
      this.usif = usif;
    }
  }

  private final String user;
  private final List<String> chats;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
  private final Set<String> pushedAgain = ConcurrentHashMap.newKeySet();
  private final Collection<String> faults = new ConcurrentLinkedQueue<>();
  private volatile long lastNumber;
  private volatile int pendingCount;

  Outbox(String user, List<String> chats) {
    this.user = user;
    this.chats = chats;
  }

  /** Makes the next message; gives its {@code cid}. */
  String next() {
    long number = lastNumber + 1;
    lastNumber = number;
    String cid = user + '-' + number;
    pending.put(cid, new Pending(chats.get((int) (number % chats.size()))));
    pendingCount = pending.size();
    return cid;
  }

  /** The frame that pushes it by this node now; for one that is still pending. */
  JsonObject frame(String cid, String node, long now) {
    Pending push = pending.get(cid);
    Stamp stamp = new Stamp(cid, node, ++push.attempts, now);
    if (push.attempts > 1) {
      pushedAgain.add(cid);
    }
    JsonObject data = new JsonObject().put("usif", push.usif).put("cid", cid);
    return new JsonObject().put("action", "push").put("data", data.put("content", stamp.text()));
  }

  /** Whether it went out more than once. */
  boolean pushedAgain(String cid) {
    return pushedAgain.contains(cid);
  }

  boolean isPending(String cid) {
    return pending.containsKey(cid);
  }

  /** In the order they were made. */
  List<String> pending() {
    return new ArrayList<>(pending.keySet());
  }

  int pendingCount() {
    return pendingCount;
  }

  /** Takes an acknowledgement; true for the first of this push. */
  boolean acknowledge(Received stored) {
    Acknowledged now = new Acknowledged(stored.cid(), stored.usif(), stored.id(), stored.seq());
    Pending push = pending.remove(stored.cid());
    pendingCount = pending.size();
    Acknowledged before = acknowledged.putIfAbsent(stored.cid(), now);
    if (before != null && !before.equals(now)) {
      faults.add("acknowledged twice, and not the same: " + before + ", " + now);
    }
    if (before == null && (push == null || !push.usif.equals(stored.usif()))) {
      faults.add("acknowledged, and never pushed so: " + now);
    }
    return before == null;
  }

  /** By {@code cid}. */
  Map<String, Acknowledged> acknowledged() {
    return acknowledged;
  }

  /** Whether it was made here, for this chat. */
  boolean made(String cid, String usif) {
    String prefix = user + '-';
    if (!cid.startsWith(prefix)) {
      return false;
    }
    long number = Long.parseLong(cid.substring(prefix.length()));
    return number >= 1
        && number <= lastNumber
        && chats.get((int) (number % chats.size())).equals(usif);
  }

  Collection<String> faults() {
    return faults;
  }
}
