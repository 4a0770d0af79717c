package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The fields of one JSON object, read strictly: a number is no string. {@code null} counts as
 * absent. Every method throws a {@link Refusal} that names the field.
 */
final class JsonFields {

  private static final int DEPTH_MAX = 100;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;
  private final byte[] source; // null for an object within another

  private JsonFields(JsonNode object, byte[] source) {
    this.object = object;
    this.source = source;
  }

  static JsonFields parse(RawJson body) {
    try {
      if (Utf8.mayBeJson(body.utf8())) {
        JsonNode root = MAPPER.readTree(body.utf8());
        if (root != null && root.isObject()) {
          return new JsonFields(root, body.utf8());
        }
      }
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
    return new JsonFields(node, null);
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

  JsonNode array(String field, int sizeMax) {
    JsonNode node = node(field);
    if (!node.isArray() || node.size() > sizeMax) {
      throw Refusal.malformed(field, "must be an array of at most " + sizeMax);
    }
    return node;
  }

  /** The bytes of a value of the outermost object as they came; {@code null} is a value here. */
  RawJson raw(String field) {
    if (!object.has(field)) {
      throw Refusal.malformed(field, "is missing");
    }
    RawJson value = RawJson.NULL;
    try (JsonParser parser = MAPPER.createParser(source)) {
      parser.nextToken();
      String name;
      while ((name = parser.nextFieldName()) != null) {
        parser.nextToken();
        if (name.equals(field)) {
          value = raw(parser, source);
        } else {
          parser.skipChildren();
        }
      }
      return value;
    } catch (IOException e) {
      throw new IllegalStateException("it has been read once", e);
    }
  }

  /** The value that the parser stands at, as the bytes it came as, without the blanks around it. */
  static RawJson raw(JsonParser parser, byte[] source) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.finishToken();
    parser.skipChildren();
    int end = (int) parser.currentLocation().getByteOffset();
    return new RawJson(Arrays.copyOfRange(source, start, end));
  }

  private static Refusal notAnObject() {
    return Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be one JSON object");
  }
}
