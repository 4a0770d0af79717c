package io.chathub.store.redis;

import io.chathub.scene.redis.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent again after a lost connection, the outcome is that of the first time. */
final class RepeatedContractIT extends ServerContract {

  @BeforeAll
  static void start(@TempDir Path dir) {
    use(RedisServer.start(dir));
  }

  @Override
  Commands over(Commands commands) {
    return new RepeatedCommands(commands);
  }
}
