package io.chathub.store.redis;

import io.chathub.scene.redis.RedisServer;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.StoreContract;
import io.chathub.store.StoreScene;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;

/** The contract on one server; each test has a prefix of its own. */
abstract class ServerContract extends StoreContract {

  private static final AtomicInteger TESTS = new AtomicInteger();

  private static RedisServer server;

  private final String prefix = "t" + TESTS.incrementAndGet() + ":";

  /** Said before all tests of a class. */
  static void use(RedisServer started) {
    server = started;
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /** What the store talks to Redis with. */
  abstract Commands over(Commands commands);

  @Override
  protected Store open(Vertx vertx, SoundClock clock, Retention retention) {
    RedisStore store =
        new StoreLink(vertx, RedisStoreConfig.of(server.url()))
            .store(this::over, prefix, retention, clock, System::nanoTime);
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
