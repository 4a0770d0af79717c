package io.chathub.message;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.MessageApi;
import io.chathub.bus.Topics;
import io.chathub.model.Chat;
import io.chathub.model.Message;
import io.chathub.model.UserId;
import io.chathub.protocol.Action;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import io.chathub.store.Store;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Stores a message, then hands it on, then says so to its sender. Owned by its shard's context.
 *
 * <p>The store completes the appends of a chat in the order of their {@code seq}, and what is
 * handed on from one context reaches each socket in that order, the own pushbacks included.
 */
final class PushService {

  private final Store store;
  private final Delivery delivery;
  private final Bus bus;
  private final Timer stored;
  private final Unanswered unanswered = new Unanswered();

  PushService(Store store, Delivery delivery, Bus bus, Timer stored) {
    this.store = store;
    this.delivery = delivery;
    this.bus = bus;
    this.stored = stored;
  }

  void push(MessageApi.Push push) {
    Action.Push action = push.action();
    var message =
        new Store.NewMessage(
            action.chat(), push.user(), action.type(), action.content(), action.cid());
    store
        .append(message)
        .onComplete(
            appended -> {
              stored.record(System.nanoTime() - push.acceptedNanos(), TimeUnit.NANOSECONDS);
              if (isToBeHandedOn(message, appended)) {
                Frame frame = EventCodec.encode(new Event.Push(appended.message()));
                delivery
                    .toUsers(appended.chat().users(), frame, push.from())
                    .onSuccess(absent -> tell(appended.message(), absent));
              }
              push.reply()
                  .complete(
                      EventCodec.encode(
                          new Event.Pushback(
                              appended.message(), appended.isDuplicate(), action.ref())));
            },
            failure -> {
              unanswered.failed(message, failure, System.nanoTime());
              push.reply().fail(failure);
            });
  }

  void publish(MessageApi.Publish publish) {
    var message =
        new Store.NewMessage(
            publish.chat(), UserId.SYSTEM, publish.type(), publish.content(), publish.cid());
    store
        .append(message)
        .onComplete(
            appended -> {
              if (isToBeHandedOn(message, appended)) {
                handOn(publish, appended.message(), appended.chat());
              } else {
                publish.reply().complete(new MessageApi.Published(appended.message().id(), 0));
              }
            },
            failure -> {
              unanswered.failed(message, failure, System.nanoTime());
              publish.reply().fail(failure);
            });
  }

  /** A duplicate is not, unless the first was stored without this shard hearing of it. */
  private boolean isToBeHandedOn(Store.NewMessage message, Store.Appended appended) {
    boolean wasUnanswered = unanswered.settle(message, System.nanoTime());
    return !appended.isDuplicate() || wasUnanswered;
  }

  private void handOn(MessageApi.Publish publish, Message message, Chat chat) {
    delivery
        .toUsers(chat.users(), EventCodec.encode(new Event.Push(message)), null)
        .onComplete(
            absent -> {
              tell(message, absent);
              int reached = chat.members().size() - absent.size();
              publish.reply().complete(new MessageApi.Published(message.id(), reached));
            },
            publish.reply()::fail);
  }

  /** Tells internal services of the message, and of who did not get it. */
  private void tell(Message message, List<UserId> absent) {
    bus.publish(Topics.MESSAGE, message.id(), () -> EventCodec.message(message));
    List<UserId> unreached = absent.stream().filter(user -> !user.equals(message.from())).toList();
    if (!unreached.isEmpty()) {
      bus.publish(Topics.UNREACHED, message.id(), () -> ApiCodec.unreached(message, unreached));
    }
  }
}
