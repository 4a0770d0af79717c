package io.chathub.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceRequest.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the requests of internal services, as strictly as those of clients. Every method throws a
 * {@link Refusal} that names the field. Thread safe.
 */
public final class ServiceCodec {

  private static final int TEXT_MAX = 128;
  private static final int CID_MAX = 64;
  private static final long TTL_MAX_S = 10L * 365 * 86_400;
  private static final String TYPE_DEFAULT = "system";

  private final int contentBytesMax;

  /**
   * @param contentBytesMax bytes of a system message's content
   */
  public ServiceCodec(int contentBytesMax) {
    this.contentBytesMax = contentBytesMax;
  }

  public ServiceRequest.CreateSession createSession(RawJson body) {
    JsonFields fields = JsonFields.ofRequest(body, "user_id", "role", "name", "ttl_s");
    long ttl = fields.integer("ttl_s").orElse(ServiceRequest.TTL_DEFAULT_S);
    if (ttl < 1 || ttl > TTL_MAX_S) {
      throw Refusal.malformed("ttl_s", "must be 1.." + TTL_MAX_S);
    }
    return new ServiceRequest.CreateSession(
        user(fields), role(fields), fields.text("name", TEXT_MAX), ttl);
  }

  public ServiceRequest.RevokeSessions revokeSessions(RawJson body) {
    JsonFields fields = JsonFields.ofRequest(body, "token", "user_id");
    Optional<String> token = fields.text("token", Integer.MAX_VALUE);
    Optional<UserId> user =
        fields.text("user_id", Integer.MAX_VALUE).map(text -> userId(text, "user_id"));
    if (token.isPresent() == user.isPresent()) {
      throw Refusal.malformed("token, user_id", "one of them");
    }
    return new ServiceRequest.RevokeSessions(token, user);
  }

  public ServiceRequest.PutChat putChat(RawJson body) {
    JsonFields fields = JsonFields.ofRequest(body, "usif", "booking_id", "state", "members");
    ChatId chat = changeable(fields);
    Optional<String> booking = fields.textOrNumber("booking_id", TEXT_MAX);
    if (booking.isEmpty()) {
      throw Refusal.malformed("booking_id", "is missing");
    }
    List<Member> members = members(fields, "members");
    if (members.size() < Chat.MEMBERS_MIN) {
      throw Refusal.malformed("members", "must be " + Chat.MEMBERS_MIN + ".." + Chat.MEMBERS_MAX);
    }
    return new ServiceRequest.PutChat(chat, booking, state(fields).orElse(ChatState.OPEN), members);
  }

  public ServiceRequest.PatchChat patchChat(RawJson body) {
    JsonFields fields = JsonFields.ofRequest(body, "usif", "state", "booking_id", "add", "remove");
    ChatId chat = changeable(fields);
    ChatPatch patch =
        new ChatPatch(
            state(fields),
            fields.textOrNumber("booking_id", TEXT_MAX),
            fields.has("add") ? members(fields, "add") : List.of(),
            fields.has("remove") ? users(fields, "remove", Chat.MEMBERS_MAX) : List.of());
    if (patch.isEmpty()) {
      throw Refusal.malformed("state, booking_id, add, remove", "one of them at least");
    }
    return new ServiceRequest.PatchChat(chat, patch);
  }

  /** The name of a chat that services make and change. */
  private static ChatId changeable(JsonFields fields) {
    ChatId chat = chatId(fields.requiredText("usif"));
    if (chat.isReserved()) {
      throw Refusal.malformed("usif", "is reserved");
    }
    return chat;
  }

  private static Optional<ChatState> state(JsonFields fields) {
    return fields
        .text("state", TEXT_MAX)
        .map(
            text ->
                ChatState.byWireName(text)
                    .orElseThrow(() -> Refusal.malformed("state", "must be open or closed")));
  }

  private static List<Member> members(JsonFields fields, String field) {
    List<Member> members = new ArrayList<>();
    Set<UserId> seen = new HashSet<>();
    for (JsonNode node : fields.array(field, Chat.MEMBERS_MAX)) {
      JsonFields member = JsonFields.ofAsked(node, field, "user_id", "role", "name");
      UserId user = user(member);
      if (!seen.add(user)) {
        throw Refusal.malformed(field, "each user once");
      }
      members.add(new Member(user, role(member), member.text("name", TEXT_MAX)));
    }
    return members;
  }

  public ChatId getChat(RawJson body) {
    return chatId(JsonFields.ofRequest(body, "usif").requiredText("usif"));
  }

  public ServiceRequest.PublishMessage publish(RawJson body) {
    JsonFields fields = JsonFields.ofRequest(body, "target", "content", "type", "cid");
    String type = fields.text("type", TEXT_MAX).orElse(TYPE_DEFAULT);
    if (!ActionCodec.isType(type)) {
      throw Refusal.malformed("type", "must be of [a-z][a-z0-9_.-]{0,31}");
    }
    Optional<String> cid = fields.text("cid", CID_MAX);
    if (cid.isPresent() && cid.get().isEmpty()) {
      throw Refusal.malformed("cid", "must be 1..64 characters");
    }
    RawJson content = fields.raw("content").taken();
    if (content.length() > contentBytesMax) {
      throw Refusal.of(
          ErrorCode.TOO_LARGE,
          "content: " + content.length() + " bytes, allowed are " + contentBytesMax);
    }
    return new ServiceRequest.PublishMessage(target(fields), type, content, cid);
  }

  private static Target target(JsonFields fields) {
    JsonFields target =
        JsonFields.ofAsked(fields.node("target"), "target", "usif", "user_ids", "role", "all");
    List<Target> targets = new ArrayList<>();
    target
        .text("usif", Integer.MAX_VALUE)
        .ifPresent(text -> targets.add(new Target.InChat(chatId(text))));
    if (target.has("user_ids")) {
      targets.add(new Target.ToUsers(users(target, "user_ids", ServiceRequest.USERS_MAX)));
    }
    target
        .text("role", TEXT_MAX)
        .ifPresent(role -> targets.add(new Target.Connected(Optional.of(role))));
    if (target.flag("all")) {
      targets.add(new Target.Connected(Optional.empty()));
    }
    if (targets.size() != 1) {
      throw Refusal.malformed("target", "must be one of usif, user_ids, role, all");
    }
    return targets.get(0);
  }

  public List<UserId> queryPresence(RawJson body) {
    return users(JsonFields.ofRequest(body, "user_ids"), "user_ids", ServiceRequest.USERS_MAX);
  }

  private static List<UserId> users(JsonFields fields, String field, int max) {
    Set<UserId> users = new LinkedHashSet<>();
    for (JsonNode node : fields.array(field, max)) {
      if (!node.isTextual()) {
        throw Refusal.malformed(field, "must be an array of strings");
      }
      users.add(userId(node.textValue(), field));
    }
    return List.copyOf(users);
  }

  public UserId eraseUser(RawJson body) {
    return user(JsonFields.ofRequest(body, "user_id"));
  }

  private static UserId user(JsonFields fields) {
    return userId(fields.requiredText("user_id"), "user_id");
  }

  private static UserId userId(String text, String field) {
    if (!UserId.isValid(text)) {
      throw Refusal.malformed(field, "must be 1..128 of [A-Za-z0-9_.:@-] and not reserved");
    }
    return new UserId(text);
  }

  private static ChatId chatId(String text) {
    if (!ChatId.isValid(text)) {
      throw Refusal.malformed("usif", "must be 1..128 of [A-Za-z0-9_.:@-]");
    }
    return new ChatId(text);
  }

  private static String role(JsonFields fields) {
    String role = fields.text("role", TEXT_MAX).orElse("");
    if (role.isEmpty()) {
      throw Refusal.malformed("role", "is missing");
    }
    if (role.equals(Message.SYSTEM)) {
      throw Refusal.malformed("role", "is reserved");
    }
    return role;
  }
}
