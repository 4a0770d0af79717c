package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.ClusteredNode;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody is told what nobody wants to hear, and the cluster is not asked each time. */
class AudienceTest {

  private List<RegistrationInfo> listeners = List.of();
  private boolean isDown;
  private int asked;
  private long nanos;
  private final Audience audience = new Audience(cluster(), () -> nanos);

  private ClusteredNode cluster() {
    return (ClusteredNode)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ClusteredNode.class},
            (proxy, method, values) -> answer(values[1]));
  }

  @SuppressWarnings("unchecked") // What getRegistrations is given.
  private Object answer(Object answer) {
    asked++;
    var completable = (Completable<List<RegistrationInfo>>) answer;
    if (isDown) {
      completable.fail(new IllegalStateException("down"));
    } else {
      completable.succeed(listeners);
    }
    return null;
  }

  @Test
  void oncePerTenthOfASecondItIsAskedWhetherSomebodyListens() {
    assertThat(audience.mayListen("t")).as("not known yet").isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(audience.mayListen("t")).isFalse();
    }
    assertThat(asked).isOne();

    listeners = List.of(new RegistrationInfo("n", 1, false));
    nanos += TimeUnit.MILLISECONDS.toNanos(101);
    assertThat(audience.mayListen("t")).isTrue();
    assertThat(audience.mayListen("t")).isTrue();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void whereTheClusterDoesNotAnswerSomebodyMayListen() {
    isDown = true;
    assertThat(audience.mayListen("t")).isTrue();
    assertThat(audience.mayListen("t")).isTrue();
  }
}
