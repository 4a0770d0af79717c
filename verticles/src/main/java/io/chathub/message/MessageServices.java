package io.chathub.message;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.MessageApi;
import io.chathub.bus.Scheduler;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the message shards are made of. Thread safe; each handler it makes belongs to one shard. */
public final class MessageServices {

  private final Store store;
  private final Delivery delivery;
  private final Bus bus;
  private final Timer stored;

  public MessageServices(Store store, Delivery delivery, Bus bus, MeterRegistry registry) {
    this.store = store;
    this.delivery = delivery;
    this.bus = bus;
    this.stored =
        Timer.builder("chathub.push.stored")
            .description("from a push's frame to its message durable")
            .register(registry);
  }

  MessageApi.Handler handler(Scheduler scheduler) {
    return new RequestHandler(
        new PushService(store, delivery, bus, stored),
        new ReadService(store, delivery, bus, scheduler),
        new RecallService(store, delivery),
        new TypingService(store, delivery));
  }

  private record RequestHandler(
      PushService pushes, ReadService reads, RecallService recalls, TypingService typings)
      implements MessageApi.Handler {

    @Override
    public void push(MessageApi.Push push) {
      pushes.push(push);
    }

    @Override
    public void publish(MessageApi.Publish publish) {
      pushes.publish(publish);
    }

    @Override
    public void read(MessageApi.Read read) {
      reads.read(read);
    }

    @Override
    public void recall(MessageApi.Recall recall) {
      recalls.recall(recall);
    }

    @Override
    public void typing(MessageApi.Typing typing) {
      typings.typing(typing);
    }
  }
}
