package io.chathub.message;

import io.chathub.bus.Bus;
import io.chathub.bus.MessageApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Puts one shard of the message services on the bus. */
public final class MessageVerticle extends VerticleBase {

  private final Bus bus;
  private final MessageServices services;
  private final int shard;
  private final int shards;

  /**
   * @param shard which of them this is, from 0
   */
  public MessageVerticle(Bus bus, MessageServices services, int shard, int shards) {
    this.bus = bus;
    this.services = services;
    this.shard = shard;
    this.shards = shards;
  }

  @Override
  public Future<?> start() {
    MessageApi.Handler handler =
        services.handler((ms, work) -> vertx.setTimer(ms, timer -> work.run()));
    return bus.consume(MessageApi.shards(shards)[shard], request -> request.accept(handler));
  }
}
