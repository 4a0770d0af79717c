package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each command of batches that failed an outcome of its own, and keeps the order within each
 * hash slot. A batch fails as a whole: what was done in it is done again for its answer, with what
 * was done after it in its slot; what was not done, and may be later, goes on a {@link Detour},
 * unless something after it was done already: then it is refused, for it came too late. Owned by
 * the event loop of its lane.
 */
final class Mending {

  private final Line line;
  private final Durability durability;
  private final Detour.Surroundings surroundings;
  private final Map<Integer, Detour> detours = new HashMap<>();

  Mending(Line line, Durability durability, Elsewhere elsewhere) {
    this.line = line;
    this.durability = durability;
    this.surroundings = new Detour.Surroundings(line, durability, elsewhere, this::ended);
  }

  /** Takes a command of a slot whose commands go one by one at the moment. */
  boolean takes(Asked asked) {
    if (detours.isEmpty()) {
      return false;
    }
    Detour detour = detours.get(asked.slot());
    if (detour == null) {
      return false;
    }
    detour.add(asked);
    return true;
  }

  boolean isIdle() {
    return detours.isEmpty();
  }

  void tick(long now) {
    for (Detour detour : List.copyOf(detours.values())) {
      detour.tick(now);
    }
  }

  List<Asked> takeAll() {
    List<Asked> all = new ArrayList<>();
    for (Detour detour : detours.values()) {
      all.addAll(detour.takeAll());
    }
    detours.clear();
    return all;
  }

  /** All of them are back, and the first of them failed. */
  void mend(List<Flight> flights) {
    boolean isOfNoUse = false;
    boolean isScriptMissing = false;
    Map<Integer, List<Outcome>> slots = new LinkedHashMap<>();
    for (Flight flight : flights) {
      BatchErrors errors = flight.errors();
      isOfNoUse |= errors.has(Cure.CONNECT_AGAIN) || (!flight.isDone() && errors.isEmpty());
      isScriptMissing |= errors.has(Cure.LOAD_SCRIPTS);
      for (int i = 0; i < flight.asked().size(); i++) {
        Outcome outcome = new Outcome(flight, i, errors.at(flight.place(i)));
        slots.computeIfAbsent(outcome.asked().slot(), slot -> new ArrayList<>()).add(outcome);
      }
    }
    List<Asked> again = new ArrayList<>();
    for (Map.Entry<Integer, List<Outcome>> slot : slots.entrySet()) {
      List<Outcome> rest = settle(slot.getValue());
      List<Asked> commands = rest.stream().map(Outcome::asked).toList();
      if (isOfNoUse || rest.stream().noneMatch(Outcome::isNotDone)) {
        again.addAll(commands);
      } else {
        detours.put(slot.getKey(), new Detour(slot.getKey(), commands, surroundings));
      }
    }
    line.sendFirst(again);
    if (isOfNoUse) {
      line.drop("the server is no master that works");
    } else {
      begin(isScriptMissing);
    }
  }

  /** Ends what can be ended now; the rest of the slot is to be sent again, in order. */
  private List<Outcome> settle(List<Outcome> slot) {
    int lastDone = -1;
    for (int i = 0; i < slot.size(); i++) {
      if (!slot.get(i).isNotDone()) {
        lastDone = i;
      }
    }
    List<Outcome> rest = new ArrayList<>();
    for (int i = 0; i < slot.size(); i++) {
      Outcome outcome = slot.get(i);
      if (outcome.isNotDone()) {
        outcome.asked().notDone();
        if (!outcome.cure().isPassing() || i < lastDone) {
          refuse(outcome.asked(), outcome.error());
        } else {
          rest.add(outcome);
        }
      } else if (outcome.flight().isDone() && rest.isEmpty()) {
        outcome.flight().answer(outcome.index(), durability);
      } else {
        outcome.asked().unanswered();
        rest.add(outcome);
      }
    }
    return rest;
  }

  /** Ends a command with the error that Redis answered to it. */
  static void refuse(Asked asked, ErrorType error) {
    asked.refuse(
        Cure.of(error) == Cure.FAIL
            ? error
            : Refusal.of(ErrorCode.UNAVAILABLE, "the store can't do it now: " + Cure.code(error)));
  }

  private void begin(boolean isScriptMissing) {
    for (Detour detour : detours.values()) {
      line.takeWaiting(detour.slot()).forEach(detour::add);
    }
    if (isScriptMissing) {
      line.loadScripts(() -> tick(System.nanoTime()));
    } else {
      tick(System.nanoTime());
    }
  }

  private void ended(Detour detour) {
    var unused = detours.remove(detour.slot(), detour);
  }

  /** One command of a batch, and what Redis answered, where that was an error. */
  private record Outcome(Flight flight, int index, ErrorType error) {

    Asked asked() {
      return flight.asked().get(index);
    }

    boolean isNotDone() {
      return error != null;
    }

    Cure cure() {
      return Cure.of(error);
    }
  }
}
