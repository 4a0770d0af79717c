package io.chathub.store;

import io.chathub.store.contract.AppendContract;
import io.chathub.store.contract.CatchUpContract;
import io.chathub.store.contract.ChatContract;
import io.chathub.store.contract.ClockContract;
import io.chathub.store.contract.DuplicateContract;
import io.chathub.store.contract.HistoryContract;
import io.chathub.store.contract.LifeContract;
import io.chathub.store.contract.ModelContract;
import io.chathub.store.contract.ReadContract;
import io.chathub.store.contract.RecallContract;
import io.chathub.store.contract.RetentionContract;
import io.chathub.store.contract.UserContract;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link Store} must do. A store is put under it by a subclass that opens it on data of
 * its own for each test.
 */
public abstract class StoreContract
    implements AppendContract,
        DuplicateContract,
        ReadContract,
        RecallContract,
        CatchUpContract,
        HistoryContract,
        ChatContract,
        RetentionContract,
        ClockContract,
        UserContract,
        LifeContract,
        ModelContract {

  private Vertx vertx;
  private StoreScene scene;

  /**
   * Opens the store; within one test always on the same data, at most one at a time.
   *
   * @param clock the only time the store may go by
   */
  protected abstract Store open(Vertx vertx, SoundClock clock, Retention retention);

  /** Does now what the store otherwise does from time to time: removes what is too old. */
  @Override
  public abstract void maintain(Store store);

  /** Whether where the data is there is a clock, too. */
  protected abstract boolean hasOtherClock();

  @BeforeEach
  void openScene() {
    vertx = Vertx.vertx();
    scene = new StoreScene((clock, retention) -> open(vertx, clock, retention), hasOtherClock());
  }

  @AfterEach
  void closeScene() {
    scene.close();
    StoreScene.done(vertx.close());
  }

  @Override
  public final StoreScene scene() {
    return scene;
  }

  @Override
  public final Vertx vertx() {
    return vertx;
  }
}
