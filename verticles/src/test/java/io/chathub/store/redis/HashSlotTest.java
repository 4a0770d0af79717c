package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {

  /** As {@code CLUSTER KEYSLOT} says. */
  @ParameterizedTest
  @CsvSource({"123456789, 12739", "b, 3300", "foo, 12182", "'', 0"})
  void slotsAreThoseOfRedis(String key, int slot) {
    assertThat(HashSlot.of(key)).isEqualTo(slot);
  }

  @Test
  void onlyWhatIsInTheFirstBracesCounts() {
    assertThat(HashSlot.of("chathub:{foo}:x")).isEqualTo(HashSlot.of("foo"));
    assertThat(HashSlot.of("{foo}{bar}")).isEqualTo(HashSlot.of("foo"));
    assertThat(HashSlot.of("foo{{bar}}")).isEqualTo(HashSlot.of("{bar"));
  }

  @Test
  void bracesWithNothingInThemOrWithoutAnEndAreOfTheKey() {
    assertThat(HashSlot.of("{}foo")).isNotEqualTo(HashSlot.of(""));
    assertThat(HashSlot.of("{foo")).isNotEqualTo(HashSlot.of("foo"));
  }
}
