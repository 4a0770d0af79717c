package io.chathub.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Visits every connection of one event loop once a heartbeat, a slot of them at a time, so that
 * neither pings nor work come in bursts. The random slot is the jitter. Not thread safe: owned by
 * the event loop.
 */
final class HeartbeatWheel<C> {

  static final int SLOTS = 25;

  private final List<Set<C>> slots = new ArrayList<>(SLOTS);
  private int next;

  HeartbeatWheel() {
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new HashSet<>());
    }
  }

  /** Adds a connection and gives its slot. */
  int add(C connection) {
    int slot = ThreadLocalRandom.current().nextInt(SLOTS);
    slots.get(slot).add(connection);
    return slot;
  }

  void remove(C connection, int slot) {
    slots.get(slot).remove(connection);
  }

  void forEach(Consumer<C> visit) {
    slots.forEach(slot -> slot.forEach(visit));
  }

  /** Visits the next slot. To be called {@value #SLOTS} times a heartbeat. */
  void turn(Consumer<C> visit) {
    // A copy: a visit may close, and so remove.
    List.copyOf(slots.get(next)).forEach(visit);
    next = (next + 1) % SLOTS;
  }
}
