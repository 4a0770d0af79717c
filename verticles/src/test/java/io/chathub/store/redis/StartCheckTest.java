package io.chathub.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.Refusal;
import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a start, and what it waits out. */
class StartCheckTest {

  private static RuntimeException explained(String answer) {
    return new StartCheck(RedisStoreConfig.DEFAULT, null).explained(ErrorType.create(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGPASS invalid username-password pair or user is disabled.",
        "NOAUTH HELLO must be called with the client already authenticated",
        "NOPERM this user has no permissions to run the 'hello' command",
        "ERR unknown command `HELLO`, with args beginning with:"
      })
  void whoIsNotLetInNeedNotWait(String answer) {
    assertThat(explained(answer)).isInstanceOf(UnfitServer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECTION_CLOSED",
        "ERR max number of clients reached",
        "LOADING Redis is loading the dataset in memory",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "MISCONF Redis is configured to save RDB snapshots"
      })
  void whatPassesIsWaitedFor(String answer) {
    assertThat(explained(answer)).isInstanceOf(Refusal.class);
  }
}
