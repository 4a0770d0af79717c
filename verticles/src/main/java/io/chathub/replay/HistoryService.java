package io.chathub.replay;

import io.chathub.bus.Bus;
import io.chathub.bus.PresenceApi;
import io.chathub.bus.ReplayApi;
import io.chathub.bus.Reply;
import io.chathub.model.Chat;
import io.chathub.model.Member;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers for pages of a chat's log and of a user's chats. */
final class HistoryService {

  private final Bus bus;
  private final Store store;
  private final Context context;

  HistoryService(Bus bus, Store store, Context context) {
    this.bus = bus;
    this.store = store;
    this.context = context;
  }

  void history(ReplayApi.History request) {
    Direction direction =
        request.before().isPresent()
            ? Direction.BEFORE
            : request.after().isPresent() ? Direction.AFTER : Direction.LATEST;
    Position from = request.before().or(request::after).orElse(Position.START);
    store
        .history(
            request.user(),
            request.chat(),
            new Store.HistoryQuery(
                direction, from, request.limit(), ReplayApi.BYTES_MAX, EventCodec::sizeOf))
        .map(page -> ApiCodec.history(page.messages(), page.more()))
        .onComplete(request.reply()::complete, request.reply()::fail);
  }

  void chats(ReplayApi.Chats request) {
    store
        .chats(
            request.user(),
            new Store.ChatLimits(
                request.limit(), ReplayApi.BYTES_MAX, chat -> ApiCodec.sizeOf(entry(chat))),
            request.cursor())
        .compose(this::withPresence)
        .onComplete(request.reply()::complete, request.reply()::fail);
  }

  private Future<RawJson> withPresence(Store.ChatPage page) {
    List<UserId> shown =
        page.chats().stream()
            .flatMap(entry -> entry.chat().members().stream().limit(Chat.SMALL_MAX))
            .map(Member::user)
            .distinct()
            .toList();
    List<ApiCodec.ChatEntry> entries = page.chats().stream().map(HistoryService::entry).toList();
    Reply<List<PresenceApi.Seen>> reply = new Reply<>(context);
    // Who shares a chat may know of each other: nothing to be looked up.
    bus.send(
        PresenceApi.QUERY,
        new PresenceApi.Query(shown, /* asker= */ Optional.empty(), /* asksSince= */ false, reply));
    return reply.future().map(seen -> ApiCodec.chats(entries, online(seen), page.cursor()));
  }

  private static ApiCodec.ChatEntry entry(Store.ChatSummary chat) {
    return new ApiCodec.ChatEntry(
        chat.chat(), chat.lastMessage(), chat.unread(), chat.rev(), chat.refusal());
  }

  private static Set<UserId> online(List<PresenceApi.Seen> seen) {
    return seen.stream()
        .filter(PresenceApi.Seen::isOnline)
        .map(PresenceApi.Seen::user)
        .collect(Collectors.toSet());
  }
}
