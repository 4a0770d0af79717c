package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads what internal services are answered and told: the other side of {@link ApiCodec}. Ignores
 * fields that it does not know. Every method throws a {@link Refusal} that names the field. Thread
 * safe.
 */
public final class AnswerCodec {

  /** For what is beyond all bounds; its size is. */
  private static final JsonFactory IDS =
      JsonLimits.factory(JsonLimits.frame(Integer.MAX_VALUE)).build();

  private AnswerCodec() {}

  public static ServiceAnswer.SessionToken session(RawJson answer) {
    JsonFields fields = JsonFields.ofAnswer(answer);
    return new ServiceAnswer.SessionToken(
        fields.requiredText("token"), number(fields, "expires_at"));
  }

  /** How many sessions were revoked. */
  public static int revoked(RawJson answer) {
    return count(JsonFields.ofAnswer(answer), "revoked");
  }

  public static Chat chat(RawJson answer) {
    JsonFields fields = JsonFields.ofAnswer(answer);
    ChatState state =
        ChatState.byWireName(fields.requiredText("state"))
            .orElseThrow(() -> Refusal.malformed("state", "is not known"));
    return new Chat(
        chatId(fields),
        text(fields, "booking_id"),
        state,
        list(fields, "members", AnswerCodec::member),
        number(fields, "created_at"));
  }

  private static Member member(JsonFields fields) {
    return new Member(user(fields, "user_id"), fields.requiredText("role"), text(fields, "name"));
  }

  public static ServiceAnswer.Published published(RawJson answer) {
    JsonFields fields = JsonFields.ofAnswer(answer);
    return new ServiceAnswer.Published(
        list(fields, "messages", AnswerCodec::messageId), count(fields, "reached"));
  }

  public static List<ApiCodec.Presence> presence(RawJson answer) {
    return list(
        JsonFields.ofAnswer(answer),
        "users",
        user ->
            new ApiCodec.Presence(
                user(user, "user_id"),
                flag(user, "online"),
                user.integer("since").map(OptionalLong::of).orElseGet(OptionalLong::empty)));
  }

  public static ServiceAnswer.Erased erased(RawJson answer) {
    JsonFields fields = JsonFields.ofAnswer(answer);
    return new ServiceAnswer.Erased(count(fields, "chats"), count(fields, "messages"));
  }

  /** The message object. */
  public static Message message(RawJson event) {
    JsonFields fields = JsonFields.ofAnswer(event);
    return new Message(
        messageId(fields),
        text(fields, "booking_id"),
        text(fields, "cid"),
        user(fields, "from"),
        fields.requiredText("role"),
        fields.requiredText("type"),
        fields.raw("content").json(),
        flag(fields, "recalled"),
        flag(fields, "erased"),
        flag(fields, "is_read"));
  }

  /**
   * The id of the message in what cannot be read: a message, or what has one. Whatever else is
   * wrong with it must come after the id.
   */
  public static Optional<String> idIn(RawJson event) {
    try (JsonParser parser = IDS.createParser(event.utf8())) {
      return idIn(parser);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> idIn(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    String name;
    while ((name = parser.nextFieldName()) != null) {
      JsonToken value = parser.nextToken();
      if (name.equals("id") && value == JsonToken.VALUE_STRING) {
        return MessageId.parse(parser.getText()).map(MessageId::toString);
      }
      if (!name.equals("message")) { // of that one the fields are looked through
        parser.skipChildren();
      }
    }
    return Optional.empty();
  }

  /** The data of a {@code read} event. */
  public static Event.Read read(RawJson event) {
    JsonFields fields = JsonFields.ofAnswer(event);
    return new Event.Read(
        messageId(fields),
        text(fields, "booking_id"),
        user(fields, "reader"),
        number(fields, "read_at"));
  }

  public static ServiceEvent.PresenceChanged presenceChanged(RawJson event) {
    JsonFields fields = JsonFields.ofAnswer(event);
    return new ServiceEvent.PresenceChanged(
        user(fields, "user_id"),
        fields.requiredText("role"),
        flag(fields, "online"),
        number(fields, "at"));
  }

  public static ServiceEvent.Unreached unreached(RawJson event) {
    JsonFields fields = JsonFields.ofAnswer(event);
    List<UserId> users = new ArrayList<>();
    for (JsonNode user : fields.array("user_ids", Chat.MEMBERS_MAX)) {
      users.add(userId(user.asText(), "user_ids"));
    }
    return new ServiceEvent.Unreached(message(fields.raw("message").json()), users);
  }

  public static ServiceEvent.SessionChanged sessionChanged(RawJson event) {
    JsonFields fields = JsonFields.ofAnswer(event);
    ServiceEvent.SessionChanged.Change change =
        ServiceEvent.SessionChanged.Change.byWireName(fields.requiredText("event"))
            .orElseThrow(() -> Refusal.malformed("event", "is not known"));
    return new ServiceEvent.SessionChanged(change, user(fields, "user_id"), number(fields, "at"));
  }

  private static <T> List<T> list(JsonFields fields, String field, Function<JsonFields, T> each) {
    List<T> list = new ArrayList<>();
    for (JsonNode node : fields.array(field, ServiceRequest.USERS_MAX)) {
      list.add(each.apply(JsonFields.of(node, field)));
    }
    return List.copyOf(list);
  }

  private static MessageId messageId(JsonFields fields) {
    return MessageId.parse(fields.requiredText("id"))
        .orElseThrow(() -> Refusal.malformed("id", "is no message id"));
  }

  private static ChatId chatId(JsonFields fields) {
    String text = fields.requiredText("usif");
    if (!ChatId.isValid(text)) {
      throw Refusal.malformed("usif", "is no chat name");
    }
    return new ChatId(text);
  }

  private static UserId user(JsonFields fields, String field) {
    return userId(fields.requiredText(field), field);
  }

  /** A user, or the system. */
  private static UserId userId(String text, String field) {
    if (!UserId.isValid(text) && !text.equals(UserId.SYSTEM.value())) {
      throw Refusal.malformed(field, "is no user id");
    }
    return new UserId(text);
  }

  private static Optional<String> text(JsonFields fields, String field) {
    return fields.text(field, Integer.MAX_VALUE);
  }

  private static long number(JsonFields fields, String field) {
    return fields.integer(field).orElseThrow(() -> Refusal.malformed(field, "is missing"));
  }

  private static int count(JsonFields fields, String field) {
    return (int) Math.min(number(fields, field), Integer.MAX_VALUE);
  }

  /** Absent is 0. */
  private static boolean flag(JsonFields fields, String field) {
    return fields.integer(field).orElse(0L) == 1;
  }
}
