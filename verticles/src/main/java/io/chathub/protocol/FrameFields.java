package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one frame as they came, whatever action they belong to: names may come in any
 * order, so nothing can be judged before the frame has been read to its end. Of a field that comes
 * twice the last one counts. Not thread safe.
 */
final class FrameFields {

  /** A value of a type that no scalar field has. */
  static final Object WRONG_TYPE = new Object();

  private final byte[] frame;

  Object action;
  Object ref;

  /** Whether there was a {@code data} that is no object; absent and null are none. */
  boolean isDataWrong;

  boolean hasData;
  Fields data = new Fields();

  /** Each a {@link Fields}, or {@link #WRONG_TYPE}; null where there was no list. */
  List<Object> chats;

  boolean isChatsWrong;

  /** What a client may say of one chat. Each is null, a String, a Long, or {@link #WRONG_TYPE}. */
  static final class Fields {
    Object usif;
    Object type;
    Object cid;
    Object id;
    Object seq;
    Object index;
    Object rev;
    Object read;
    Object scope;
    Object limit;
    ContentReader content;
  }

  FrameFields(byte[] frame) {
    this.frame = frame;
  }

  /** Reads the frame's one object, the parser standing at its start. */
  void read(JsonParser parser) throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (name) {
        case "action" -> action = scalar(parser);
        case "ref" -> ref = scalar(parser);
        case "data" -> readData(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void readData(JsonParser parser) throws IOException {
    data = new Fields();
    chats = null;
    isChatsWrong = false;
    hasData = parser.currentToken() == JsonToken.START_OBJECT;
    isDataWrong = !hasData && parser.currentToken() != JsonToken.VALUE_NULL;
    if (!hasData) {
      parser.skipChildren();
      return;
    }
    String name;
    while ((name = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (name) {
        case "content" -> data.content = ContentReader.read(parser, frame);
        case "chats" -> readChats(parser);
        default -> readScalar(data, name, parser);
      }
    }
  }

  private void readChats(JsonParser parser) throws IOException {
    chats = null;
    isChatsWrong = false;
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      isChatsWrong = parser.currentToken() != JsonToken.VALUE_NULL;
      parser.skipChildren();
      return;
    }
    chats = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        chats.add(WRONG_TYPE);
        continue;
      }
      Fields chat = new Fields();
      String name;
      while ((name = parser.nextFieldName()) != null) {
        parser.nextToken();
        readScalar(chat, name, parser);
      }
      chats.add(chat);
    }
  }

  private static void readScalar(Fields fields, String name, JsonParser parser) throws IOException {
    switch (name) {
      case "usif" -> fields.usif = scalar(parser);
      case "type" -> fields.type = scalar(parser);
      case "cid" -> fields.cid = scalar(parser);
      case "id" -> fields.id = scalar(parser);
      case "seq" -> fields.seq = scalar(parser);
      case "index" -> fields.index = scalar(parser);
      case "rev" -> fields.rev = scalar(parser);
      case "read" -> fields.read = scalar(parser);
      case "scope" -> fields.scope = scalar(parser);
      case "limit" -> fields.limit = scalar(parser);
      default -> parser.skipChildren();
    }
  }

  private static Object scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> clamped(parser);
      default -> {
        parser.skipChildren();
        yield WRONG_TYPE;
      }
    };
  }

  /** The integer, or the nearest long: no field means anything beyond. */
  private static Long clamped(JsonParser parser) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return parser.getText().startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return parser.getLongValue();
  }
}
