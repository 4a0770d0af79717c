package io.chathub.replay;

import io.chathub.bus.Address;
import io.chathub.bus.Bus;
import io.chathub.bus.MessageApi;
import io.chathub.bus.ReplayApi;
import io.chathub.bus.Reply;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.protocol.Action;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers {@code reconnect}: first the reads that came with it, then what was missed. */
final class CatchUpService {

  private final Bus bus;
  private final Store store;
  private final Context context;
  private final Address<MessageApi.Request>[] shards;

  CatchUpService(Bus bus, Store store, int messageShards, Context context) {
    this.bus = bus;
    this.store = store;
    this.context = context;
    this.shards = MessageApi.shards(messageShards);
  }

  void catchUp(ReplayApi.CatchUp request) {
    Action.Reconnect action = request.action();
    List<Store.CatchUpQuery> queries =
        action.chats().stream()
            .map(chat -> new Store.CatchUpQuery(chat.chat(), chat.index(), chat.rev()))
            .toList();
    Store.CatchUpLimits limits =
        new Store.CatchUpLimits(
            action.unreadOnly(), action.limit(), ReplayApi.BYTES_MAX, EventCodec::sizeOf);
    reads(request)
        .compose(
            refused ->
                store
                    .missed(request.user(), queries, limits)
                    .map(found -> event(action, found, refused)))
        .map(EventCodec::encode)
        .onComplete(request.reply()::complete, request.reply()::fail);
  }

  /** Marks as read what came along; gives for each chat why that was refused. */
  private Future<List<Optional<ErrorCode>>> reads(ReplayApi.CatchUp request) {
    List<Future<Optional<ErrorCode>>> outcomes = new ArrayList<>();
    for (Action.Wanted chat : request.action().chats()) {
      outcomes.add(
          chat.read().isEmpty() ? Future.succeededFuture(Optional.empty()) : read(request, chat));
    }
    return Future.all(outcomes).map(all -> all.list());
  }

  private Future<Optional<ErrorCode>> read(ReplayApi.CatchUp request, Action.Wanted chat) {
    if (chat.read().orElseThrow().equals(Action.Wanted.MALFORMED_READ)) {
      return Future.succeededFuture(Optional.of(ErrorCode.MALFORMED_FIELD));
    }
    Reply<Void> reply = new Reply<>(context);
    bus.send(
        shards[MessageApi.shardOf(chat.chat(), shards.length)],
        new MessageApi.Read(
            request.user(), request.from(), chat.chat(), chat.read().orElseThrow(), reply));
    return reply
        .future()
        .map(done -> Optional.<ErrorCode>empty())
        .recover(
            failure ->
                failure instanceof Refusal refusal
                    ? Future.succeededFuture(Optional.of(refusal.code()))
                    : Future.failedFuture(failure));
  }

  private static Event.CaughtUp event(
      Action.Reconnect action, List<Store.CatchUp> found, List<Optional<ErrorCode>> refused) {
    List<Event.ChatCaughtUp> chats = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Store.CatchUp chat = found.get(i);
      if (chat instanceof Store.CatchUp.Missed missed) {
        chats.add(missed(missed, refused.get(i)));
      } else if (chat instanceof Store.CatchUp.Refused none) {
        chats.add(new Event.ChatRefused(none.chat(), none.why()));
      }
    }
    return new Event.CaughtUp(chats, action.isSingle(), action.ref());
  }

  private static Event.ChatMissed missed(
      Store.CatchUp.Missed missed, Optional<ErrorCode> readRefused) {
    return new Event.ChatMissed(
        missed.chat(),
        missed.messages(),
        missed.missed(),
        missed.more(),
        missed.lastSeq(),
        missed.unread(),
        missed.rev(),
        missed.read(),
        missed.changed().map(changes -> changes.stream().map(CatchUpService::changed).toList()),
        missed.reset(),
        readRefused);
  }

  private static Event.Changed changed(Store.Change change) {
    return new Event.Changed(change.id(), change.isRecalled(), change.isErased());
  }
}
