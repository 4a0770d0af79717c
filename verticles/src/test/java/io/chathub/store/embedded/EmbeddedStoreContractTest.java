package io.chathub.store.embedded;

import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.StoreContract;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoreContractTest extends StoreContract {

  @TempDir Path dir;

  @Override
  protected Store open(Vertx vertx, SoundClock clock, Retention retention) {
    var config = new EmbeddedStoreConfig(dir.resolve("data"), 16L << 20);
    return EmbeddedStore.open(vertx, config, retention, clock, new SimpleMeterRegistry());
  }

  @Override
  protected boolean hasOtherClock() {
    return false;
  }

  @Override
  public void maintain(Store store) {
    StoreScene.done(((EmbeddedStore) store).maintain());
  }
}
