package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.vertx.core.Promise;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AskedTest {

  private final ErrorType oom = ErrorType.create("OOM command not allowed");
  private final ErrorType wrong = ErrorType.create("WRONGTYPE of value");

  private final Promise<Response> answer = Promise.promise();

  private Asked asked(boolean isWrite) {
    return new Asked(
        "k",
        Request.cmd(Command.GET, "k"),
        isWrite,
        System.nanoTime() + TimeUnit.HOURS.toNanos(1),
        (PromiseInternal<Response>) answer);
  }

  @Test
  void aRefusedWriteThatMayHaveBeenDoneBeforeIsNotSaidToBeUndone() {
    Asked asked = asked(true);
    asked.written();
    asked.unanswered();
    asked.written();
    asked.notDone();

    Mending.refuse(asked, oom);

    assertThat(LinkScene.code(answer.future().cause())).isEqualTo(ErrorCode.TIMED_OUT);
  }

  @Test
  void aMistakeOfOursLeavesAWriteThatMayHaveBeenDoneOpenToo() {
    Asked asked = asked(true);
    asked.written();
    asked.unanswered();

    Mending.refuse(asked, wrong);

    assertThat(LinkScene.code(answer.future().cause())).isEqualTo(ErrorCode.TIMED_OUT);
  }

  @Test
  void aWriteThatWasRefusedTheFirstTimeIsUndone() {
    Asked asked = asked(true);
    asked.written();
    asked.notDone();

    Mending.refuse(asked, oom);

    assertThat(LinkScene.code(answer.future().cause())).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void whoHearsThatItsTimeIsOverMayAskAgainAtOnce() {
    Deque<Asked> queue = new ArrayDeque<>();
    Asked again = asked(true);
    for (int i = 0; i < 3; i++) {
      Promise<Response> late = Promise.promise();
      late.future().onComplete(result -> queue.add(again));
      queue.add(
          new Asked(
              "k",
              Request.cmd(Command.GET, "k"),
              true,
              System.nanoTime() - 1,
              (PromiseInternal<Response>) late));
    }

    Asked.expire(queue, System.nanoTime());
    queue.removeIf(Asked::isEnded);

    assertThat(queue).containsExactly(again, again, again);
  }

  @Test
  void aReadHasDoneNothingInAnyCase() {
    Asked asked = asked(false);
    asked.written();
    asked.unanswered();

    Mending.refuse(asked, wrong);

    assertThat(answer.future().cause()).isSameAs(wrong);
  }
}
