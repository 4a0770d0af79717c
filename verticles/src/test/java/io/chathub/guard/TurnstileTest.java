package io.chathub.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets are counted from their first moment; who has not signed in makes room. */
class TurnstileTest {

  private final MemoryBudget budget = new MemoryBudget(8 << 20, new SimpleMeterRegistry());
  private final Turnstile turnstile = new Turnstile(budget, 20, 6, TurnstileTest::address);
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  private static String address(String peer) {
    return peer.equals("10.0.0.99") ? null : peer; // that one is a proxy
  }

  @CanIgnoreReturnValue
  private Guest enter(int client) {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("10.0.0." + client, 1_000 + channels.size());
          }
        };
    channels.add(channel);
    turnstile.enter(channel);
    channels.forEach(EmbeddedChannel::runPendingTasks);
    return Guest.of(channel);
  }

  private List<Boolean> open() {
    return channels.stream().map(EmbeddedChannel::isOpen).toList();
  }

  @Test
  void ofOneAddressHalfMayBeThereAndTheOldestGoes() {
    for (int i = 0; i < 4; i++) {
      enter(1);
    }

    assertThat(open()).containsExactly(false, true, true, true);
    assertThat(turnstile.unsigned()).isEqualTo(3);
    assertThat(turnstile.open()).isEqualTo(3);
  }

  @Test
  void beyondAllTheOldestGoes() {
    for (int i = 0; i < 8; i++) {
      enter(i);
    }

    assertThat(open()).containsExactly(false, false, true, true, true, true, true, true);
  }

  @Test
  void whoSignedInOrWaitsIsNoneOfThem() {
    enter(1).signedIn();
    Guest waiting = enter(1);
    waiting.headCame();
    waiting.requestCame();
    waiting.answered(false);
    for (int i = 0; i < 4; i++) {
      enter(1);
    }

    assertThat(open()).containsExactly(true, true, false, true, true, true);
    waiting.received(10);
    channels.forEach(EmbeddedChannel::runPendingTasks);
    assertThat(open()).containsExactly(true, true, false, false, true, true);
  }

  @Test
  void behindAProxyTheClientCounts() {
    for (int i = 0; i < 4; i++) {
      enter(99);
    }
    assertThat(open()).doesNotContain(false);

    Guest.of(channels.get(0)).comesFrom("192.0.2.1");
    for (int i = 0; i < 3; i++) {
      enter(99).comesFrom("192.0.2.2");
    }
    assertThat(turnstile.unsigned()).isEqualTo(6);
    assertThat(open()).containsExactly(false, true, true, true, true, true, true);
    Guest.of(channels.get(1)).comesFrom("192.0.2.2");
    channels.forEach(EmbeddedChannel::runPendingTasks);
    assertThat(open()).containsExactly(false, true, true, true, false, true, true);
  }

  @Test
  void whereItIsFullWhoWaitsMakesRoomElseTheNextIsToldSo() {
    for (int i = 0; i < 20; i++) {
      enter(i).signedIn();
    }
    assertThat(enter(30).isSurplus()).isTrue();
    var unused = channels.get(3).close();

    Guest waiting = enter(30);
    assertThat(waiting.isSurplus()).isFalse();
    waiting.headCame();
    waiting.requestCame();
    waiting.answered(false);

    assertThat(enter(31).isSurplus()).isFalse();
    assertThat(channels.get(21).isOpen()).isFalse();
    assertThat(turnstile.open()).isEqualTo(20);
    for (int i = 0; i < 100; i++) {
      enter(32);
    }
    assertThat(turnstile.open()).isLessThanOrEqualTo(20);
    assertThat(open().stream().filter(is -> is).count()).isLessThanOrEqualTo(20 + 64);
  }
}
