package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The defaults of the contract, what is refused, and when clients are told to come back. */
class LimitsTest {

  @Test
  void theDefaultsAreThoseOfTheContract() {
    assertThat(Limits.DEFAULT)
        .isEqualTo(new Limits(100_000, 10, false, 50, 100, 8_192, 65_536, 1_048_576));
    assertThat(GatewayConfig.DEFAULT.heartbeat()).hasMillis(25_000);
    assertThat(GatewayConfig.DEFAULT.drainPeriod()).hasSeconds(10);
    assertThat(GatewayConfig.DEFAULT.origins()).isEmpty();
  }

  @Test
  void aSingleConnectionIsOneWhateverElseIsSaid() {
    assertThat(new Limits(1, 10, true, 1, 1, 1, 256, 524_288).connectionsOfUser()).isEqualTo(1);
    assertThat(Limits.DEFAULT.connectionsOfUser()).isEqualTo(10);
  }

  @Test
  void aLimitThatIsNoneNamesItsKey() {
    assertThatThrownBy(() -> new Limits(0, 10, false, 50, 100, 1, 256, 524_288))
        .hasMessageStartingWith("limits.connections:");
    assertThatThrownBy(() -> new Limits(1, 0, false, 50, 100, 1, 256, 524_288))
        .hasMessageStartingWith("limits.connections-per-user:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 0, 100, 1, 256, 524_288))
        .hasMessageStartingWith("limits.push-rate:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 1, 0, 1, 256, 524_288))
        .hasMessageStartingWith("limits.action-rate:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 1, 1, 0, 256, 524_288))
        .hasMessageStartingWith("limits.content-bytes:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 1, 1, 1, 255, 524_288))
        .hasMessageStartingWith("limits.frame-bytes:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 1, 1, 1, 256, 524_287))
        .hasMessageStartingWith("limits.outbound-bytes:");
    assertThatThrownBy(() -> new Limits(1, 1, false, 1, 1, 257, 256, 524_288))
        .hasMessageStartingWith("limits.content-bytes:");
  }

  @RepeatedTest(100)
  void timesToComeBackAreWithinTheirBounds() {
    assertThat(Retry.soonMs()).isBetween(200L, 1_999L);
    assertThat(Retry.withinMs(50)).isBetween(0L, 50L);
    assertThat(Retry.withinMs(0)).isZero();
    assertThat(Retry.slotMs(10_000)).isBetween(200L, 10_000L);
    assertThat(Retry.slotMs(0)).isEqualTo(200);
  }
}
