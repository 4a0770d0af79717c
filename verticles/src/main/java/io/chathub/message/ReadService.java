package io.chathub.message;

import io.chathub.bus.Bus;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.Delivery;
import io.chathub.bus.MessageApi;
import io.chathub.bus.Scheduler;
import io.chathub.bus.Topics;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.UserId;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Moves cursors and tells the others. In chats that are not small the events of a reader are merged
 * to one a second: the first goes at once, the last of those that follow when the second is over.
 * Owned by its shard's context; remembers the readers of the last second.
 */
final class ReadService {

  static final long MERGE_MS = 1_000;

  private final Store store;
  private final Delivery delivery;
  private final Bus bus;
  private final Scheduler scheduler;

  /** For each reader of the last second, what is to be told when it is over. */
  private final Map<Reader, Optional<Told>> merging = new HashMap<>();

  private record Reader(ChatId chat, UserId user) {}

  private record Told(Chat chat, Event.Read event, ConnectionId from) {}

  ReadService(Store store, Delivery delivery, Bus bus, Scheduler scheduler) {
    this.store = store;
    this.delivery = delivery;
    this.bus = bus;
    this.scheduler = scheduler;
  }

  void read(MessageApi.Read read) {
    store
        .markRead(read.chat(), read.user(), read.upTo())
        .onComplete(
            mark -> {
              if (mark.hasMoved()) {
                Event.Read event =
                    new Event.Read(mark.id(), mark.chat().bookingId(), read.user(), mark.at());
                tell(new Told(mark.chat(), event, read.from()));
              }
              read.reply().complete(null);
            },
            read.reply()::fail);
  }

  private void tell(Told told) {
    if (told.chat.isSmall()) {
      tellNow(told);
      return;
    }
    Reader reader = new Reader(told.chat.id(), told.event.reader());
    if (merging.containsKey(reader)) {
      merging.put(reader, Optional.of(told));
    } else {
      tellNow(told);
      openWindow(reader);
    }
  }

  private void openWindow(Reader reader) {
    merging.put(reader, Optional.empty());
    scheduler.after(
        MERGE_MS,
        () ->
            merging
                .remove(reader)
                .ifPresent(
                    told -> {
                      tellNow(told);
                      openWindow(reader);
                    }));
  }

  private void tellNow(Told told) {
    delivery
        .toUsers(told.chat.users(), EventCodec.encode(told.event), told.from)
        .onSuccess(absent -> bus.publish(Topics.READ, () -> EventCodec.data(told.event)));
  }
}
