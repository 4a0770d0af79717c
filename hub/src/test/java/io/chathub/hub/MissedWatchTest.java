package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.CloseOrder;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissedWatchTest {

  private static final long SURE_UNTIL = 1_000_000;

  private final List<UserId> users = new ArrayList<>();
  private final List<CloseOrder> closed = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private OptionalLong sureUntil = OptionalLong.of(SURE_UNTIL);
  private final MissedWatch watch =
      new MissedWatch(
          () -> sureUntil,
          () -> users,
          user -> latest(user.value()),
          closed::add,
          (ms, work) -> later.add(work),
          Duration.ofSeconds(1));

  /** A user is named by when something was said to it last. */
  private static Future<ChatPage> latest(String user) {
    if (user.equals("unknown")) {
      return Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "no store"));
    }
    if (user.equals("none")) {
      return Future.succeededFuture(new ChatPage(List.of(), Optional.empty()));
    }
    Chat chat =
        new Chat(
            new ChatId("c1"), Optional.empty(), ChatState.OPEN, List.of(), Long.parseLong(user));
    return Future.succeededFuture(
        new ChatPage(List.of(new ChatSummary(chat, Optional.empty(), 0, 0)), Optional.empty()));
  }

  @Test
  void whoMayHaveMissedSomethingIsSentToReconnect() {
    users.add(new UserId("" + (SURE_UNTIL + 1)));
    users.add(new UserId("" + (SURE_UNTIL - 60_000)));
    users.add(new UserId("none"));
    users.add(new UserId("unknown"));

    watch.rejoined();
    runAll();

    assertThat(closed)
        .containsExactlyInAnyOrder(
            CloseOrder.all(users.get(0), CloseCode.RESTART),
            CloseOrder.all(new UserId("unknown"), CloseCode.RESTART));
  }

  @Test
  void clocksMayDifferALittle() {
    users.add(new UserId("" + (SURE_UNTIL - 1_000)));

    watch.rejoined();
    runAll();

    assertThat(closed).hasSize(1);
  }

  @Test
  void whoWasNotCutOffSendsNobodyAway() {
    sureUntil = OptionalLong.empty();
    users.add(new UserId("" + (SURE_UNTIL + 1)));

    watch.rejoined();
    runAll();

    assertThat(closed).isEmpty();
  }

  @Test
  void manyGoInPartsOverThePeriod() {
    IntStream.range(0, 95).forEach(number -> users.add(new UserId("" + (SURE_UNTIL + 1 + number))));

    watch.rejoined();
    later.remove().run();

    assertThat(closed).hasSize(10);
    runAll();
    assertThat(closed).hasSize(95);
  }

  private void runAll() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }
}
