package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.FrameFields.Fields;
import io.chathub.protocol.Inbound.Accepted;
import io.chathub.protocol.Inbound.Rejected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads frames from clients. Strict: a number is not a string, a string is not a number but where
 * the contract takes both. {@code content} is checked and passed through as the bytes it came as.
 * Thread safe.
 */
public final class ActionCodec {

  private static final int CID_MAX = 64;
  private static final int REF_MAX = 64;
  private static final int UNREAD_LIMIT_MAX = 50;
  private static final int ALL_LIMIT_MAX = 200;
  private static final int LIMIT_DEFAULT = 50;
  private static final String TYPE_DEFAULT = "text";
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_.-]{0,31}");
  private static final String NAME_RULE = "must be 1..128 of [A-Za-z0-9_.:@-]";

  private final FrameParsers parsers = FrameParsers.ofAsked(JsonLimits.frame(JsonLimits.DEPTH_MAX));
  private final FrameParsers deepParsers =
      FrameParsers.ofAsked(JsonLimits.frame(Integer.MAX_VALUE));
  private final int contentBytesMax;

  /**
   * @param contentBytesMax bytes of {@code content} as sent, at most
   */
  public ActionCodec(int contentBytesMax) {
    this.contentBytesMax = contentBytesMax;
  }

  /** What a text frame says. Never throws for what a client sent. */
  public Inbound decode(byte[] frame) {
    FrameFields fields = new FrameFields(frame);
    try {
      parse(frame, fields);
      return new Accepted(action(fields));
    } catch (Refusal refusal) {
      return rejected(fields, refusal);
    }
  }

  private void parse(byte[] frame, FrameFields fields) {
    if (!Utf8.mayBeJson(frame)) {
      throw notAnObject();
    }
    try (JsonParser parser = parsers.parser(frame)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notAnObject();
      }
      fields.read(parser);
      if (parser.nextToken() != null) {
        throw notAnObject();
      }
    } catch (StreamConstraintsException e) {
      salvage(frame, fields);
      throw Refusal.malformed("frame", JsonLimits.excess(e));
    } catch (JsonProcessingException e) {
      throw notAnObject();
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }

  /** Reads on below the depth that is granted, for what an answer needs may come after it. */
  private void salvage(byte[] frame, FrameFields fields) {
    try (JsonParser parser = deepParsers.parser(frame)) {
      parser.nextToken();
      fields.read(parser);
    } catch (IOException e) {
      return; // what was read before stands
    }
  }

  private Action action(FrameFields fields) {
    if (!(fields.action instanceof String actionName)) {
      throw Refusal.of(ErrorCode.MALFORMED_FRAME, "action: must be a string");
    }
    Optional<String> ref = optionalText(fields.ref, "ref", REF_MAX);
    Action.Name name =
        Action.Name.byWireName(actionName)
            .orElseThrow(() -> Refusal.of(ErrorCode.UNKNOWN_ACTION, "action: unknown"));
    if (fields.isDataWrong || (!fields.hasData && name != Action.Name.PING)) {
      throw Refusal.malformed("data", "must be an object");
    }
    Fields data = fields.data;
    return switch (name) {
      case PUSH -> push(data, ref);
      case READ -> new Action.Read(usif(data), message(data), ref);
      case RECONNECT -> reconnect(fields, ref);
      case TYPING -> new Action.Typing(usif(data), ref);
      case RECALL -> new Action.Recall(usif(data), message(data), ref);
      case PING -> new Action.Ping(ref);
    };
  }

  private Action.Push push(Fields data, Optional<String> ref) {
    ChatId chat = usif(data);
    if (data.content == null) {
      throw Refusal.malformed("content", "is missing");
    }
    RawJson content = data.content.taken();
    Optional<String> cid = optionalText(data.cid, "cid", CID_MAX);
    if (cid.isPresent() && cid.get().isEmpty()) {
      throw Refusal.malformed("cid", "must be 1..64 characters");
    }
    String type = optionalText(data.type, "type", Integer.MAX_VALUE).orElse(TYPE_DEFAULT);
    if (!isType(type) || type.equals(Message.SYSTEM)) {
      throw Refusal.malformed("type", "must be of [a-z][a-z0-9_.-]{0,31} and not system");
    }
    if (content.length() > contentBytesMax) {
      throw Refusal.of(
          ErrorCode.TOO_LARGE,
          "content: " + content.length() + " bytes, allowed are " + contentBytesMax);
    }
    return new Action.Push(chat, content, type, cid, ref);
  }

  /** Whether the text may be the type of a message. */
  public static boolean isType(String text) {
    return text.equals(TYPE_DEFAULT) || TYPE.matcher(text).matches();
  }

  private static Action.Reconnect reconnect(FrameFields fields, Optional<String> ref) {
    Fields data = fields.data;
    boolean unreadOnly = isUnreadScope(data);
    int limit = limit(data, unreadOnly ? UNREAD_LIMIT_MAX : ALL_LIMIT_MAX);
    if (fields.isChatsWrong) {
      throw Refusal.malformed("chats", "must be an array");
    }
    if (fields.chats == null) {
      return new Action.Reconnect(List.of(wanted(data)), unreadOnly, limit, true, ref);
    }
    if (fields.chats.size() > Action.Reconnect.CHATS_MAX) {
      throw Refusal.malformed("chats", "at most " + Action.Reconnect.CHATS_MAX);
    }
    List<Action.Wanted> chats = new ArrayList<>(fields.chats.size());
    for (Object chat : fields.chats) {
      if (!(chat instanceof Fields wanted)) {
        throw Refusal.malformed("chats", "must be an array of objects");
      }
      chats.add(wanted(wanted));
    }
    return new Action.Reconnect(List.copyOf(chats), unreadOnly, limit, false, ref);
  }

  private static boolean isUnreadScope(Fields data) {
    if (data.scope == null || "unread".equals(data.scope)) {
      return true;
    }
    if ("all".equals(data.scope)) {
      return false;
    }
    throw Refusal.malformed("scope", "must be unread or all");
  }

  private static int limit(Fields data, int max) {
    if (data.limit == null) {
      return LIMIT_DEFAULT;
    }
    if (!(data.limit instanceof Long limit) || limit < 1) {
      throw Refusal.malformed("limit", "must be an integer from 1");
    }
    return (int) Math.min(limit, max);
  }

  private static Action.Wanted wanted(Fields data) {
    Position index = data.index == null ? Position.START : position(data.index, "index");
    OptionalLong rev = OptionalLong.empty();
    if (data.rev != null) {
      if (!(data.rev instanceof Long number) || number < 0) {
        throw Refusal.malformed("rev", "must be an integer from 0");
      }
      rev = OptionalLong.of(number);
    }
    return new Action.Wanted(usif(data), index, rev, read(data));
  }

  /**
   * What to mark as read first. A malformed one is refused when it is tried, and spoils nothing.
   */
  private static Optional<Position> read(Fields data) {
    if (data.read == null) {
      return Optional.empty();
    }
    if (data.read == FrameFields.WRONG_TYPE || (data.read instanceof Long number && number < 0)) {
      return Optional.of(Action.Wanted.MALFORMED_READ);
    }
    Position read =
        data.read instanceof Long seq
            ? new Position.BySeq(seq)
            : Position.parse((String) data.read);
    return read.equals(Position.START) ? Optional.empty() : Optional.of(read);
  }

  private static ChatId usif(Fields data) {
    if (data.usif instanceof String text && ChatId.isValid(text)) {
      return new ChatId(text);
    }
    throw Refusal.malformed("usif", data.usif == null ? "is missing" : NAME_RULE);
  }

  /** The message that {@code id} names, or {@code seq} where there is no id. */
  private static Position message(Fields data) {
    if (data.id != null) {
      return named(data.id, "id");
    }
    if (data.seq != null) {
      return named(data.seq, "seq");
    }
    throw Refusal.malformed("id", "is missing");
  }

  private static Position named(Object value, String field) {
    if (value.equals("")) {
      throw Refusal.malformed(field, "is missing");
    }
    return position(value, field);
  }

  private static Position position(Object value, String field) {
    if (value instanceof String text) {
      return Position.parse(text);
    }
    if (value instanceof Long seq && seq >= 0) {
      return new Position.BySeq(seq);
    }
    throw Refusal.malformed(field, "must be an id or a seq");
  }

  private static Optional<String> optionalText(Object value, String field, int lengthMax) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && text.length() <= lengthMax && Utf8.canSay(text)) {
      return Optional.of(text);
    }
    throw Refusal.malformed(
        field,
        lengthMax == Integer.MAX_VALUE
            ? "must be a string"
            : "must be a string of at most " + lengthMax + " characters");
  }

  private Rejected rejected(FrameFields fields, Refusal why) {
    return new Rejected(
        salvaged(fields.action, REF_MAX),
        salvaged(fields.data.usif, ChatId.LENGTH_MAX),
        salvaged(fields.data.cid, CID_MAX),
        salvaged(fields.ref, REF_MAX),
        why);
  }

  private static Optional<String> salvaged(Object value, int lengthMax) {
    return value instanceof String text && text.length() <= lengthMax && Utf8.canSay(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Refusal notAnObject() {
    return Refusal.of(ErrorCode.MALFORMED_FRAME, "frame: must be one JSON object");
  }
}
