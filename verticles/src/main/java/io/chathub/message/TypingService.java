package io.chathub.message;

import io.chathub.bus.Delivery;
import io.chathub.bus.MessageApi;
import io.chathub.model.Chat;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** Tells the other members that one is typing. Nothing is kept. Owned by its shard's context. */
final class TypingService {

  private final Store store;
  private final Delivery delivery;

  TypingService(Store store, Delivery delivery) {
    this.store = store;
    this.delivery = delivery;
  }

  void typing(MessageApi.Typing typing) {
    store
        .chat(typing.chat())
        .recover(TypingService::notAMember)
        .compose(chat -> handOn(chat, typing.user()))
        .onComplete(told -> typing.reply().complete(null), typing.reply()::fail);
  }

  /** To a client, a chat that is not there is one that it is no member of. */
  private static Future<Chat> notAMember(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.code() == ErrorCode.NO_SUCH_CHAT
        ? Future.failedFuture(Refusal.of(ErrorCode.NOT_A_MEMBER, "not a member of this chat"))
        : Future.failedFuture(failure);
  }

  private Future<List<UserId>> handOn(Chat chat, UserId user) {
    if (chat.member(user).isEmpty()) {
      throw Refusal.of(ErrorCode.NOT_A_MEMBER, "not a member of this chat");
    }
    if (!chat.takesPushes()) {
      throw Refusal.of(ErrorCode.CHAT_CLOSED, "the chat is closed");
    }
    List<UserId> others = chat.users().stream().filter(u -> !u.equals(user)).toList();
    return delivery.toUsers(others, EventCodec.encode(new Event.Typing(chat.id(), user)), null);
  }
}
