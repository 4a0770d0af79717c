package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DurabilityReportTest {

  private static final RedisStoreConfig ALONE = RedisStoreConfig.DEFAULT;
  private static final RedisStoreConfig WAITING =
      LinkScene.with(ALONE, Duration.ofSeconds(2), 1, 1_000);

  @Test
  void aServerThatSyncsBeforeItAnswersLosesNothing() {
    assertThat(report(true, "always").warnings(ALONE)).isEmpty();
  }

  @Test
  void whatLessLosesIsSaid() {
    assertThat(report(true, "everysec").warnings(ALONE))
        .singleElement()
        .asString()
        .contains("once a second", "store.redis.wait-replicas");
    assertThat(report(true, "no").warnings(ALONE)).singleElement().asString().contains("never");
    assertThat(report(false, "everysec").warnings(ALONE))
        .singleElement()
        .asString()
        .contains("no append-only file");
  }

  @Test
  void replicasThatAreWaitedForMustGoAsWell() {
    assertThat(report(false, "everysec").warnings(WAITING))
        .singleElement()
        .asString()
        .contains("where 1 replicas go with it")
        .doesNotContain("wait-replicas");
  }

  @Test
  void whatMayNotBeAskedIsUnknown() {
    assertThat(
            new DurabilityReport("", Optional.empty(), Optional.empty(), Optional.empty(), true)
                .warnings(ALONE))
        .singleElement()
        .asString()
        .contains("unknown");
  }

  private static DurabilityReport report(boolean appendOnly, String fsync) {
    return new DurabilityReport(
        "", Optional.of(appendOnly), Optional.of(fsync), Optional.of("noeviction"), true);
  }
}
