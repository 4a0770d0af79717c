package io.chathub.service;

import io.chathub.model.Chat;
import io.chathub.model.Member;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.ServiceRequest;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and changes chats, and tells those whom it concerns. */
final class ChatService {

  private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);

  private final Services services;

  ChatService(Services services) {
    this.services = services;
  }

  Future<RawJson> put(RawJson body) {
    ServiceRequest.PutChat request = services.codec().putChat(body);
    return services
        .store()
        .putChat(request.chat(), request.bookingId(), request.state(), request.members())
        .map(this::told);
  }

  Future<RawJson> patch(RawJson body) {
    ServiceRequest.PatchChat request = services.codec().patchChat(body);
    return services.store().patchChat(request.chat(), request.patch()).map(this::told);
  }

  Future<RawJson> get(RawJson body) {
    return services.store().chat(services.codec().getChat(body)).map(ApiCodec::chat);
  }

  private RawJson told(Store.ChatPut put) {
    tell(put);
    return ApiCodec.chat(put.chat());
  }

  /** All members of a chat that changed itself; else only those who came or went. */
  private void tell(Store.ChatPut put) {
    tell(put.chat(), put.hasChanged() ? put.chat().users() : users(put.joined()), true);
    tell(put.chat(), users(put.left()), false);
  }

  private void tell(Chat chat, List<UserId> users, boolean areMembers) {
    if (!users.isEmpty()) {
      services
          .delivery()
          .toUsers(users, EventCodec.encode(new Event.ChatChanged(chat, areMembers)), null)
          .onFailure(failure -> LOG.warn("chat change not delivered", failure));
    }
  }

  private static List<UserId> users(List<Member> members) {
    return members.stream().map(Member::user).toList();
  }
}
