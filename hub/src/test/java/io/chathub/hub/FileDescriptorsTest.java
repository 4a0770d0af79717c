package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.config.HubConfig;
import org.junit.jupiter.api.Test;

class FileDescriptorsTest {

  private static final int CONNECTIONS = HubConfig.DEFAULT.gateway().limits().connections();

  @Test
  void aLimitBelowWhatConnectionsNeedIsToldWithBothNumbers() {
    assertThat(FileDescriptors.doubt(HubConfig.DEFAULT, 4096))
        .hasValueSatisfying(
            doubt ->
                assertThat(doubt)
                    .contains(
                        "4096", "limits.connections=" + CONNECTIONS, "ulimit -n", "LimitNOFILE"));
    assertThat(FileDescriptors.doubt(HubConfig.DEFAULT, CONNECTIONS)).isPresent();
  }

  @Test
  void aLimitThatIsHighEnoughOrNotKnownIsNotSpokenOf() {
    assertThat(FileDescriptors.doubt(HubConfig.DEFAULT, CONNECTIONS + 1_000)).isEmpty();
    assertThat(FileDescriptors.doubt(HubConfig.DEFAULT, -1)).isEmpty();
  }
}
