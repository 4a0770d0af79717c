package io.chathub.store.redis;

import io.chathub.scene.redis.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a real server. */
final class RedisStoreContractIT extends ServerContract {

  @BeforeAll
  static void start(@TempDir Path dir) {
    use(RedisServer.start(dir));
  }

  @Override
  Commands over(Commands commands) {
    return commands;
  }
}
