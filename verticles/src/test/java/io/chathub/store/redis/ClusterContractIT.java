package io.chathub.store.redis;

import io.chathub.scene.redis.RedisClusterScene;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.StoreContract;
import io.chathub.store.StoreScene;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on three masters that share the keys; each test has a prefix of its own. */
final class ClusterContractIT extends StoreContract {

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir static Path dir;
  private static RedisClusterScene cluster;

  private final String prefix = "t" + TESTS.incrementAndGet() + ":";

  @BeforeAll
  static void startCluster() {
    cluster = RedisClusterScene.start(dir);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected Store open(Vertx vertx, SoundClock clock, Retention retention) {
    RedisStoreConfig config =
        RedisStoreConfig.DEFAULT.withUrls(
            RedisStoreConfig.Mode.CLUSTER,
            cluster.urls().stream().map(RedisUrl::parse).toList(),
            "");
    RedisStore store =
        new StoreLink(vertx, config)
            .store(commands -> commands, prefix, retention, clock, System::nanoTime);
    StoreScene.done(store.open());
    return store;
  }

  @Override
  protected boolean hasOtherClock() {
    return true;
  }

  @Override
  public void maintain(Store store) {
    StoreScene.done(((RedisStore) store).maintain());
  }
}
