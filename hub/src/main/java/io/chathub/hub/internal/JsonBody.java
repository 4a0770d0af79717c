package io.chathub.hub.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.io.IOException;

/** JSON of request bodies, read strictly: one object, no name twice, nested at most 100 deep. */
public final class JsonBody {

  private static final int DEPTH_MAX = 100;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private JsonBody() {}

  /**
   * @throws Refusal {@code MALFORMED_FRAME} where it is no JSON object, {@code MALFORMED_FIELD}
   *     where it is too deep
   */
  public static ObjectNode object(RawJson body) {
    try {
      JsonNode node = READER.readTree(body.utf8());
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (StreamConstraintsException e) {
      throw Refusal.malformed("body", "must be nested at most " + DEPTH_MAX + " deep");
    } catch (JacksonException e) {
      throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: is no well-formed JSON");
    } catch (IOException e) {
      throw new IllegalStateException("an array is read without I/O", e);
    }
    throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be a JSON object");
  }

  /** The same bytes, where {@link #object} takes them: what passes through is kept as it came. */
  static RawJson checked(RawJson body) {
    ObjectNode unused = object(body);
    return body;
  }

  /** As it goes to a service operation or out to the asker. */
  public static RawJson raw(ObjectNode object) {
    return RawJson.of(object.toString());
  }
}
