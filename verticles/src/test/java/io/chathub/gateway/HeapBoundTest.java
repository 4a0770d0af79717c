package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** No more sockets than the heap holds. */
class HeapBoundTest {

  @Test
  void threeEighthsOfTheHeapAreForSockets() {
    assertThat(HeapBound.fitting(128L << 20, false)).isEqualTo(2_457);
    assertThat(HeapBound.fitting(128L << 20, true)).isEqualTo(614);
    assertThat(HeapBound.fitting(8L << 30, false)).isGreaterThan(100_000);
    assertThat(HeapBound.connections(5, false)).isEqualTo(5);
  }
}
