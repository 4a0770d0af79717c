package io.chathub.message;

import io.chathub.bus.Delivery;
import io.chathub.bus.MessageApi;
import io.chathub.protocol.Action;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import io.chathub.store.Store;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages back and tells everybody, the asker by the reply. Owned by its shard's context.
 */
final class RecallService {

  private static final Logger LOG = LoggerFactory.getLogger(RecallService.class);

  private final Store store;
  private final Delivery delivery;

  RecallService(Store store, Delivery delivery) {
    this.store = store;
    this.delivery = delivery;
  }

  void recall(MessageApi.Recall recall) {
    Action.Recall action = recall.action();
    store
        .recall(action.chat(), recall.user(), action.message())
        .onComplete(
            recalled -> {
              if (!recalled.isRepeat()) {
                delivery
                    .toUsers(
                        recalled.chat().users(),
                        frame(recall, recalled, Optional.empty()),
                        recall.from())
                    .onFailure(failure -> LOG.warn("recall not delivered", failure));
              }
              recall.reply().complete(frame(recall, recalled, action.ref()));
            },
            recall.reply()::fail);
  }

  private static Frame frame(
      MessageApi.Recall recall, Store.Recalled recalled, Optional<String> ref) {
    return EventCodec.encode(
        new Event.Recall(
            recalled.id(), recalled.chat().bookingId(), recall.user(), recalled.at(), ref));
  }
}
