package io.chathub.protocol;

import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.Member;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest.Target;
import java.util.Collection;
import java.util.List;

/**
 * Writes the requests of internal services: the other side of {@link ServiceCodec}, which decides
 * what is well-formed. Thread safe.
 */
public final class RequestCodec {

  private static final int SMALL = 256;
  private static final int MEMBER_BYTES = 128;

  private RequestCodec() {}

  public static RawJson createSession(ServiceRequest.CreateSession request) {
    JsonWriter json = new JsonWriter(SMALL).beginObject();
    json.name("user_id").text(request.user().value()).name("role").text(request.role());
    request.name().ifPresent(name -> json.name("name").text(name));
    return done(json.name("ttl_s").number(request.ttlSeconds()));
  }

  public static RawJson revokeSessions(ServiceRequest.RevokeSessions request) {
    JsonWriter json = new JsonWriter(SMALL).beginObject();
    request.token().ifPresent(token -> json.name("token").text(token));
    request.user().ifPresent(user -> json.name("user_id").text(user.value()));
    return done(json);
  }

  public static RawJson putChat(ServiceRequest.PutChat request) {
    JsonWriter json = new JsonWriter(SMALL + MEMBER_BYTES * request.members().size()).beginObject();
    json.name("usif").text(request.chat().value());
    request.bookingId().ifPresent(booking -> json.name("booking_id").text(booking));
    json.name("state").text(request.state().wireName());
    members(json.name("members"), request.members());
    return done(json);
  }

  public static RawJson patchChat(ServiceRequest.PatchChat request) {
    ChatPatch patch = request.patch();
    JsonWriter json = new JsonWriter(SMALL + MEMBER_BYTES * patch.add().size()).beginObject();
    json.name("usif").text(request.chat().value());
    patch.state().ifPresent(state -> json.name("state").text(state.wireName()));
    patch.bookingId().ifPresent(booking -> json.name("booking_id").text(booking));
    if (!patch.add().isEmpty()) {
      members(json.name("add"), patch.add());
    }
    if (!patch.remove().isEmpty()) {
      users(json.name("remove"), patch.remove());
    }
    return done(json);
  }

  private static void members(JsonWriter json, List<Member> members) {
    json.beginArray();
    for (Member member : members) {
      json.beginObject().name("user_id").text(member.user().value());
      json.name("role").text(member.role());
      member.name().ifPresent(name -> json.name("name").text(name));
      json.endObject();
    }
    json.endArray();
  }

  public static RawJson getChat(ChatId chat) {
    return done(new JsonWriter(SMALL).beginObject().name("usif").text(chat.value()));
  }

  public static RawJson publish(ServiceRequest.PublishMessage request) {
    JsonWriter json = new JsonWriter(SMALL + request.content().length()).beginObject();
    json.name("target").beginObject();
    write(json, request.target());
    json.endObject().name("type").text(request.type());
    request.cid().ifPresent(cid -> json.name("cid").text(cid));
    return done(json.name("content").raw(request.content().utf8()));
  }

  private static void write(JsonWriter json, Target target) {
    if (target instanceof Target.InChat inChat) {
      json.name("usif").text(inChat.chat().value());
    } else if (target instanceof Target.ToUsers toUsers) {
      users(json.name("user_ids"), toUsers.users());
    } else if (target instanceof Target.Connected connected) {
      connected
          .role()
          .ifPresentOrElse(role -> json.name("role").text(role), () -> json.name("all").flag(true));
    }
  }

  public static RawJson queryPresence(Collection<UserId> users) {
    JsonWriter json = new JsonWriter(SMALL).beginObject();
    users(json.name("user_ids"), users);
    return done(json);
  }

  public static RawJson eraseUser(UserId user) {
    return done(new JsonWriter(SMALL).beginObject().name("user_id").text(user.value()));
  }

  private static void users(JsonWriter json, Collection<UserId> users) {
    json.beginArray();
    users.forEach(user -> json.text(user.value()));
    json.endArray();
  }

  private static RawJson done(JsonWriter json) {
    return new RawJson(json.endObject().toBytes());
  }
}
