package io.chathub.protocol;

import static io.chathub.protocol.MessageCodec.optional;

import io.chathub.model.Chat;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceEvent.SessionChanged;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Writes the bodies of HTTP answers and of bus replies. Thread safe. */
public final class ApiCodec {

  private static final int SMALL = 256;

  /** Names and punctuation of a member. */
  private static final int MEMBER = 64;

  private ApiCodec() {}

  /**
   * A chat as a user sees it in the list.
   *
   * @param refusal why the chat can't be served
   */
  public record ChatEntry(
      Chat chat, Optional<Message> lastMessage, long unread, long rev, Optional<Refusal> refusal) {}

  /**
   * Whether somebody is there.
   *
   * @param since empty where never seen
   */
  public record Presence(UserId user, boolean isOnline, OptionalLong since) {}

  public static RawJson error(Refusal why) {
    JsonWriter json = new JsonWriter(SMALL).beginObject();
    json.name("errcode").number(why.code().number());
    json.name("errmsg").text(why.getMessage());
    why.retryAfterMs().ifPresent(ms -> json.name("retry_after_ms").number(ms));
    return done(json.endObject());
  }

  /**
   * @param cursor empty at the end
   */
  public static RawJson chats(List<ChatEntry> chats, Set<UserId> online, Optional<String> cursor) {
    JsonWriter json = new JsonWriter(SMALL * (chats.size() + 1)).beginObject();
    json.name("chats").beginArray();
    chats.forEach(entry -> write(json, entry, online));
    json.endArray();
    optional(json, "cursor", cursor);
    return done(json.endObject());
  }

  /** Bytes of the chat as it will be written: never less, and not much more. */
  public static int sizeOf(ChatEntry entry) {
    int members =
        entry.chat().members().stream().limit(Chat.SMALL_MAX).mapToInt(ApiCodec::sizeOf).sum();
    return 2 * SMALL
        + entry.chat().id().value().length()
        + MessageCodec.CHAR_BYTES_MAX * entry.chat().bookingId().map(String::length).orElse(0)
        + members
        + entry.lastMessage().map(MessageCodec::sizeOf).orElse(0);
  }

  private static int sizeOf(Member member) {
    return MEMBER
        + member.user().value().length()
        + MessageCodec.CHAR_BYTES_MAX
            * (member.role().length() + member.name().map(String::length).orElse(0));
  }

  private static void write(JsonWriter json, ChatEntry entry, Set<UserId> online) {
    Chat chat = entry.chat();
    json.beginObject();
    head(json, chat);
    json.name("members").beginArray();
    chat.members().stream()
        .limit(Chat.SMALL_MAX)
        .forEach(
            member -> {
              json.beginObject();
              write(json, member);
              json.name("online").flag(online.contains(member.user())).endObject();
            });
    json.endArray().name("member_count").number(chat.members().size()).name("last_message");
    if (entry.lastMessage().isPresent()) {
      MessageCodec.write(json, entry.lastMessage().get(), false);
    } else {
      json.nothing();
    }
    json.name("unread").number(entry.unread()).name("hasnews").flag(entry.unread() > 0);
    json.name("rev").number(entry.rev());
    if (entry.refusal().isPresent()) {
      Refusal refusal = entry.refusal().get();
      json.name("errcode").number(refusal.code().number());
      json.name("errmsg").text(refusal.getMessage());
    }
    json.endObject();
  }

  public static RawJson history(List<Message> messages, boolean more) {
    int size = SMALL + messages.stream().mapToInt(MessageCodec::sizeOf).sum();
    JsonWriter json = new JsonWriter(size).beginObject().name("messages").beginArray();
    messages.forEach(message -> MessageCodec.write(json, message, false));
    return done(json.endArray().name("more").flag(more).endObject());
  }

  public static RawJson presence(Collection<Presence> users) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("users").beginArray();
    for (Presence user : users) {
      json.beginObject().name("user_id").text(user.user().value());
      json.name("online").flag(user.isOnline()).name("since");
      if (user.since().isPresent()) {
        json.number(user.since().getAsLong());
      } else {
        json.nothing();
      }
      json.endObject();
    }
    return done(json.endArray().endObject());
  }

  /** A chat as internal services see it. */
  public static RawJson chat(Chat chat) {
    JsonWriter json = new JsonWriter(SMALL).beginObject();
    head(json, chat);
    json.name("members").beginArray();
    for (Member member : chat.members()) {
      json.beginObject();
      write(json, member);
      json.endObject();
    }
    return done(json.endArray().name("created_at").number(chat.createdAt()).endObject());
  }

  public static RawJson session(String token, long expiresAt) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("token").text(token);
    return done(json.name("expires_at").number(expiresAt).endObject());
  }

  public static RawJson revoked(int sessions) {
    return done(new JsonWriter(SMALL).beginObject().name("revoked").number(sessions).endObject());
  }

  public static RawJson published(Collection<MessageId> messages, int reached) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("messages").beginArray();
    for (MessageId id : messages) {
      json.beginObject().name("usif").text(id.chat().value());
      json.name("id").text(id.toString()).name("seq").number(id.seq()).endObject();
    }
    return done(json.endArray().name("reached").number(reached).endObject());
  }

  public static RawJson erased(int chats, int messages) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("chats").number(chats);
    return done(json.name("messages").number(messages).endObject());
  }

  /** What is published where nobody was reached. */
  public static RawJson unreached(Message message, Collection<UserId> users) {
    JsonWriter json = new JsonWriter(SMALL + MessageCodec.sizeOf(message)).beginObject();
    MessageCodec.write(json.name("message"), message, false);
    json.name("user_ids").beginArray();
    users.forEach(user -> json.text(user.value()));
    return done(json.endArray().endObject());
  }

  /** What is published when a user comes or goes. */
  public static RawJson presenceChanged(UserId user, String role, boolean isOnline, long at) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("user_id").text(user.value());
    json.name("role").text(role).name("online").flag(isOnline);
    return done(json.name("at").number(at).endObject());
  }

  /** What is published when sessions begin or end. */
  public static RawJson sessionChanged(SessionChanged.Change what, UserId user, long at) {
    JsonWriter json = new JsonWriter(SMALL).beginObject().name("event").text(what.wireName());
    json.name("user_id").text(user.value());
    return done(json.name("at").number(at).endObject());
  }

  private static void head(JsonWriter json, Chat chat) {
    json.name("usif").text(chat.id().value());
    optional(json, "booking_id", chat.bookingId());
    json.name("state").text(chat.state().wireName());
  }

  private static void write(JsonWriter json, Member member) {
    json.name("user_id").text(member.user().value()).name("role").text(member.role());
    optional(json, "name", member.name());
  }

  private static RawJson done(JsonWriter json) {
    return new RawJson(json.toBytes());
  }
}
