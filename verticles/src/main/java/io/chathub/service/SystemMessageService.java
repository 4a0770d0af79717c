package io.chathub.service;

import io.chathub.bus.Broadcast;
import io.chathub.bus.MessageApi;
import io.chathub.bus.Reply;
import io.chathub.model.ChatId;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.ServiceRequest;
import io.chathub.protocol.ServiceRequest.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Publishes system messages: into a chat or into users' own chats, where they are stored; or to
 * whoever is connected now.
 */
final class SystemMessageService {

  /** The role of the one member of a user's own chat. */
  private static final String USER_ROLE = "user";

  private final Services services;
  private final Context context;

  SystemMessageService(Services services, Context context) {
    this.services = services;
    this.context = context;
  }

  Future<RawJson> publish(RawJson body) {
    ServiceRequest.PublishMessage request = services.codec().publish(body);
    Target target = request.target();
    if (target instanceof Target.InChat inChat) {
      return intoChat(inChat.chat(), request).map(one -> answer(List.of(one)));
    }
    if (target instanceof Target.ToUsers toUsers) {
      return toUsers(toUsers.users(), request);
    }
    return notice(((Target.Connected) target).role(), request);
  }

  private Future<MessageApi.Published> intoChat(
      ChatId chat, ServiceRequest.PublishMessage request) {
    Reply<MessageApi.Published> reply = new Reply<>(context);
    services
        .bus()
        .send(
            MessageApi.shards(services.messageShards())[
                MessageApi.shardOf(chat, services.messageShards())],
            new MessageApi.Publish(chat, request.content(), request.type(), request.cid(), reply));
    return reply.future();
  }

  /** All are tried; where one fails the request does, and is repeated with the same {@code cid}. */
  private Future<RawJson> toUsers(List<UserId> users, ServiceRequest.PublishMessage request) {
    List<Future<MessageApi.Published>> published = new ArrayList<>(users.size());
    for (UserId user : users) {
      published.add(
          services
              .store()
              .systemChat(user, USER_ROLE)
              .compose(chat -> intoChat(chat.id(), request)));
    }
    return Future.join(published).map(all -> answer(all.list()));
  }

  private static RawJson answer(List<MessageApi.Published> published) {
    List<MessageId> ids = published.stream().map(MessageApi.Published::id).toList();
    int reached = published.stream().mapToInt(MessageApi.Published::reached).sum();
    return ApiCodec.published(ids, reached);
  }

  private Future<RawJson> notice(Optional<String> role, ServiceRequest.PublishMessage request) {
    Event.Notice notice =
        new Event.Notice(
            UUID.randomUUID().toString(),
            request.type(),
            request.content(),
            services.clock().getAsLong());
    return services
        .delivery()
        .toAll(new Broadcast(EventCodec.encode(notice), role, Optional.empty()))
        .map(reached -> ApiCodec.published(List.of(), reached));
  }
}
