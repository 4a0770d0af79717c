package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.Reply;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is not answered in time hears so, once. */
@ExtendWith(VertxExtension.class)
class DeadlinesTest {

  private static final long TIMEOUT = Deadlines.TIMEOUT_MS * 1_000_000;

  private final Deadlines deadlines = new Deadlines();
  private Context context;

  @BeforeEach
  void takeContext(Vertx vertx) {
    context = vertx.getOrCreateContext();
  }

  @Test
  void whatIsNotAnsweredTimesOut() throws Exception {
    onContext(
        () -> {
          Reply<String> reply = new Reply<>(context);
          deadlines.add(reply, 0);

          deadlines.tick(TIMEOUT - 1);
          assertThat(reply.isDone()).isFalse();

          deadlines.tick(TIMEOUT);
          assertThat(reply.future().cause()).isInstanceOf(Refusal.class);
          assertThat(((Refusal) reply.future().cause()).code()).isEqualTo(ErrorCode.TIMED_OUT);
          return null;
        });
  }

  @Test
  void whatIsAnsweredStaysAnswered() throws Exception {
    onContext(
        () -> {
          Reply<String> first = new Reply<>(context);
          Reply<String> second = new Reply<>(context);
          deadlines.add(first, 0);
          deadlines.add(second, 0);
          second.complete("yes");

          deadlines.tick(TIMEOUT);

          assertThat(first.future().failed()).isTrue();
          assertThat(second.future().result()).isEqualTo("yes");
          return null;
        });
  }

  @Test
  void anAnswerAfterTheDeadlineIsDropped() throws Exception {
    onContext(
        () -> {
          Reply<String> reply = new Reply<>(context);
          deadlines.add(reply, 0);
          deadlines.tick(TIMEOUT);

          reply.complete("late");
          reply.fail(new IllegalStateException("late"));

          assertThat(reply.future().cause()).isInstanceOf(Refusal.class);
          return null;
        });
  }

  @Test
  void eachHasItsOwnTime() throws Exception {
    onContext(
        () -> {
          Reply<String> early = new Reply<>(context);
          Reply<String> late = new Reply<>(context);
          deadlines.add(early, 0);
          deadlines.add(late, 1_000);

          deadlines.tick(TIMEOUT);
          assertThat(early.isDone()).isTrue();
          assertThat(late.isDone()).isFalse();

          deadlines.tick(TIMEOUT + 1_000);
          assertThat(late.isDone()).isTrue();
          return null;
        });
  }

  @Test
  void whoIsToldMayAskAgain() throws Exception {
    onContext(
        () -> {
          Reply<String> again = new Reply<>(context);
          Reply<String> reply = new Reply<>(context);
          reply.future().onFailure(failure -> deadlines.add(again, TIMEOUT));
          deadlines.add(reply, 0);

          deadlines.tick(TIMEOUT);
          assertThat(again.isDone()).isFalse();

          deadlines.tick(2 * TIMEOUT);
          assertThat(again.isDone()).isTrue();
          return null;
        });
  }

  @Test
  void timeMayBeNegative() throws Exception {
    onContext(
        () -> {
          Reply<String> reply = new Reply<>(context);
          deadlines.add(reply, -TIMEOUT / 2);

          deadlines.tick(0);
          assertThat(reply.isDone()).isFalse();

          deadlines.tick(TIMEOUT / 2);
          assertThat(reply.isDone()).isTrue();
          return null;
        });
  }

  /** Replies complete at once only on their own context. */
  private void onContext(Callable<Void> work) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        nothing -> {
          try {
            done.complete(work.call());
          } catch (Exception | AssertionError e) {
            done.fail(e);
          }
        });
    done.future().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
