package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one JSON object, read strictly: a number is no string. {@code null} counts as
 * absent. Every method throws a {@link Refusal} that names the field.
 */
final class JsonFields {

  private static final ObjectReader TREES = new JsonMapper().reader();
  private static final FrameParsers ASKED = FrameParsers.ofAsked(JsonLimits.request());
  private static final FrameParsers TAKEN = FrameParsers.ofTaken(JsonLimits.read());

  private final JsonNode object;
  private final String path; // of an object within another, with a dot behind it
  private final byte[] source; // null for an object within another

  private JsonFields(JsonNode object, String path, byte[] source) {
    this.object = object;
    this.path = path;
    this.source = source;
  }

  /** Of what a service asks, which has no fields but these. */
  static JsonFields ofRequest(RawJson body, String... known) {
    JsonFields fields = parse(body, ASKED);
    UnknownFields.refuse(fields.object, "", Set.of(known));
    return fields;
  }

  /** Of what the hub told, which may hold all that it ever took. */
  static JsonFields ofAnswer(RawJson body) {
    return parse(body, TAKEN);
  }

  private static JsonFields parse(RawJson body, FrameParsers parsers) {
    byte[] source = body.utf8();
    if (!Utf8.mayBeJson(source)) {
      throw notAnObject();
    }
    try (JsonParser parser = parsers.parser(source)) {
      JsonNode root = TREES.readTree(parser);
      if (root != null && root.isObject() && parser.nextToken() == null) {
        return new JsonFields(root, "", source);
      }
    } catch (StreamConstraintsException e) {
      throw Refusal.malformed("body", JsonLimits.excess(e));
    } catch (JsonProcessingException e) {
      throw notAnObject();
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
    throw notAnObject();
  }

  static JsonFields of(JsonNode node, String field) {
    if (!node.isObject()) {
      throw Refusal.malformed(field, "must be an object");
    }
    return new JsonFields(node, field + ".", null);
  }

  /** Of an object within what a service asks, which has no fields but these. */
  static JsonFields ofAsked(JsonNode node, String field, String... known) {
    JsonFields fields = of(node, field);
    UnknownFields.refuse(node, fields.path, Set.of(known));
    return fields;
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  JsonNode node(String field) {
    if (!has(field)) {
      throw Refusal.malformed(field, "is missing");
    }
    return object.get(field);
  }

  Optional<String> text(String field, int lengthMax) {
    if (!has(field)) {
      return Optional.empty();
    }
    JsonNode node = object.get(field);
    if (!node.isTextual()
        || node.textValue().length() > lengthMax
        || !Utf8.canSay(node.textValue())) {
      throw Refusal.malformed(
          field,
          lengthMax == Integer.MAX_VALUE
              ? "must be a string"
              : "must be a string of at most " + lengthMax + " characters");
    }
    return Optional.of(node.textValue());
  }

  String requiredText(String field) {
    return text(field, Integer.MAX_VALUE).orElseThrow(() -> Refusal.malformed(field, "is missing"));
  }

  /** A string, or an integer as the string of its digits. */
  Optional<String> textOrNumber(String field, int lengthMax) {
    if (!has(field) || !object.get(field).isIntegralNumber()) {
      return text(field, lengthMax);
    }
    String digits = object.get(field).asText();
    if (digits.length() > lengthMax) {
      throw Refusal.malformed(field, "must be of at most " + lengthMax + " characters");
    }
    return Optional.of(digits);
  }

  Optional<Long> integer(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    JsonNode node = object.get(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw Refusal.malformed(field, "must be an integer");
    }
    return Optional.of(node.longValue());
  }

  /** A flag, which is 0, 1, false or true; absent it is not set. */
  boolean flag(String field) {
    if (!has(field)) {
      return false;
    }
    JsonNode node = object.get(field);
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToInt() && (node.intValue() & ~1) == 0) {
      return node.intValue() == 1;
    }
    throw Refusal.malformed(path + field, "must be 0, 1, false or true");
  }

  JsonNode array(String field, int sizeMax) {
    JsonNode node = node(field);
    if (!node.isArray() || node.size() > sizeMax) {
      throw Refusal.malformed(field, "must be an array of at most " + sizeMax);
    }
    return node;
  }

  /** The bytes of a value of the outermost object as they came; {@code null} is a value here. */
  ContentReader raw(String field) {
    if (!object.has(field)) {
      throw Refusal.malformed(field, "is missing");
    }
    ContentReader value = null;
    try (JsonParser parser = TAKEN.parser(source)) {
      parser.nextToken();
      String name;
      while ((name = parser.nextFieldName()) != null) {
        parser.nextToken();
        if (name.equals(field)) {
          value = ContentReader.read(parser, source);
        } else {
          parser.skipChildren();
        }
      }
      return value;
    } catch (IOException e) {
      throw new IllegalStateException("it has been read once", e);
    }
  }

  private static Refusal notAnObject() {
    return Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be one JSON object");
  }
}
