package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everybody once a heartbeat. */
class HeartbeatWheelTest {

  private final HeartbeatWheel<Integer> wheel = new HeartbeatWheel<>();
  private final List<Integer> visited = new ArrayList<>();

  @Test
  void everybodyIsVisitedOnceAHeartbeat() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(wheel.add(i)).isBetween(0, HeartbeatWheel.SLOTS - 1);
      all.add(i);
    }

    turnAHeartbeat();
    assertThat(visited).containsExactlyInAnyOrderElementsOf(all);

    visited.clear();
    turnAHeartbeat();
    assertThat(visited).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void noSlotHasThemAll() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(wheel.add(i)).isNotNegative();
    }

    wheel.turn(visited::add);

    assertThat(visited).hasSizeBetween(1, 200);
  }

  @Test
  void whoIsRemovedIsNotVisited() {
    int slot = wheel.add(1);
    wheel.remove(1, slot);
    wheel.remove(2, slot);

    turnAHeartbeat();

    assertThat(visited).isEmpty();
  }

  @Test
  void aVisitMayRemove() {
    Map<Integer, Integer> slots = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      slots.put(i, wheel.add(i));
    }
    for (int i = 0; i < HeartbeatWheel.SLOTS; i++) {
      wheel.turn(
          connection -> {
            visited.add(connection);
            wheel.remove(connection, slots.get(connection));
          });
    }
    assertThat(visited).hasSize(100);

    turnAHeartbeat();
    assertThat(visited).hasSize(100);
  }

  private void turnAHeartbeat() {
    for (int i = 0; i < HeartbeatWheel.SLOTS; i++) {
      wheel.turn(visited::add);
    }
  }
}
