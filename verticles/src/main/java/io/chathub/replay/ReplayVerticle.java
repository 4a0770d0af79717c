package io.chathub.replay;

import io.chathub.bus.Bus;
import io.chathub.bus.ReplayApi;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Puts replay on the bus; any of several answers. */
public final class ReplayVerticle extends VerticleBase {

  private final Bus bus;
  private final Store store;
  private final int messageShards;

  public ReplayVerticle(Bus bus, Store store, int messageShards) {
    this.bus = bus;
    this.store = store;
    this.messageShards = messageShards;
  }

  @Override
  public Future<?> start() {
    CatchUpService catchUps = new CatchUpService(bus, store, messageShards, context);
    HistoryService histories = new HistoryService(bus, store, context);
    return Future.all(
        bus.consume(ReplayApi.CATCH_UP, catchUps::catchUp),
        bus.consume(ReplayApi.HISTORY, histories::history),
        bus.consume(ReplayApi.CHATS, histories::chats));
  }
}
