package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer comes once, on the asker's context. */
@ExtendWith(VertxExtension.class)
class ReplyTest {

  private Context context;
  private Reply<String> reply;

  @BeforeEach
  void ask(Vertx vertx) {
    context = vertx.getOrCreateContext();
    reply = new Reply<>(context);
  }

  @Test
  void theAskerHearsOnItsOwnContext() throws Exception {
    Promise<Context> heard = Promise.promise();
    reply.future().onComplete(answer -> heard.complete(Vertx.currentContext()));

    reply.complete("yes");

    assertThat(get(heard.future())).isSameAs(context);
    assertThat(reply.future().result()).isEqualTo("yes");
  }

  @Test
  void theFirstAnswerCounts() throws Exception {
    reply.complete("first");
    reply.complete("second");
    reply.fail(new IllegalStateException());

    assertThat(get(reply.future())).isEqualTo("first");
    assertThat(reply.isDone()).isTrue();
  }

  @Test
  void answersComeInTheOrderInWhichTheyWereMade() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    Reply<String> last = null;
    for (int i = 0; i < 10; i++) {
      last = new Reply<>(context);
      last.future().onSuccess(order::add);
      last.complete(Integer.toString(i));
    }

    assertThat(get(last.future())).isEqualTo("9");
    assertThat(String.join("", order)).isEqualTo("0123456789");
  }

  @Test
  void anOutcomeIsPassedOn() throws Exception {
    reply.follow(Future.succeededFuture("yes"));
    assertThat(get(reply.future())).isEqualTo("yes");

    Reply<String> other = new Reply<>(context);
    RuntimeException failure = new IllegalStateException();
    other.follow(Future.failedFuture(failure));
    assertThat(get(other.future().otherwise(Throwable::toString))).isEqualTo(failure.toString());
  }

  private static <T> T get(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
