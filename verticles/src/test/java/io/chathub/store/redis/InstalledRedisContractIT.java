package io.chathub.store.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chathub.scene.redis.RedisServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the server that the system ships: newer than the one that tests bring. */
final class InstalledRedisContractIT extends ServerContract {

  @BeforeAll
  static void start(@TempDir Path dir) {
    Optional<RedisServer> installed = RedisServer.startInstalled(dir);
    assumeTrue(installed.isPresent(), "no redis-server is installed");
    use(installed.get());
  }

  @Override
  Commands over(Commands commands) {
    return commands;
  }
}
