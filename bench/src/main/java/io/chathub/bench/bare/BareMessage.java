package io.chathub.bench.bare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A pushed text message as the bare server reads it, and the events it makes of it. */
record BareMessage(String usif, String content, String cid) {

  private static final JsonFactory JSON = new JsonFactory();

  /** The message, or null where the frame is no push. */
  static BareMessage parse(String frame) {
    String action = null;
    String usif = null;
    String content = null;
    String cid = null;
    try (JsonParser parser = JSON.createParser(frame)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          switch (parser.currentName()) {
            case "action" -> action = parser.getText();
            case "usif" -> usif = parser.getText();
            case "content" -> content = parser.getText();
            case "cid" -> cid = parser.getText();
            default -> {}
          }
        }
      }
    } catch (IOException malformed) {
      return null;
    }
    boolean isPush = "push".equals(action) && usif != null && content != null && cid != null;
    return isPush ? new BareMessage(usif, content, cid) : null;
  }

  /** The message object, the same for everyone who gets it. */
  String data(String from, long createdAt) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("usif", usif);
      json.writeStringField("cid", cid);
      json.writeStringField("from", from);
      json.writeStringField("type", "text");
      json.writeStringField("content", content);
      json.writeNumberField("created_at", createdAt);
      json.writeNumberField("is_read", 0);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  static String event(String type, String data) {
    return "{\"msgType\":\"" + type + "\",\"errcode\":0,\"errmsg\":\"\",\"data\":" + data + "}";
  }

  static String ready(String user) {
    return event("ready", "{\"user_id\":\"" + user + "\"}");
  }

  static String presence(String type, String user) {
    long now = System.currentTimeMillis();
    String role = "\",\"role\":\"doctor\",\"name\":\"" + user + "\",\"at\":" + now + "}";
    return event(type, "{\"user_id\":\"" + user + role);
  }
}
