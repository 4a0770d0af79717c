package io.chathub.hub.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.FrameParsers;
import io.chathub.protocol.JsonLimits;
import java.io.IOException;

/** JSON of request bodies, read strictly: one object, no name twice, within {@link JsonLimits}. */
public final class JsonBody {

  private static final FrameParsers PARSERS = FrameParsers.ofAsked(JsonLimits.request());
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private JsonBody() {}

  /** What is made of the object that a parser stands at the start of. */
  private interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * @throws Refusal {@code MALFORMED_FRAME} where it is no JSON object, {@code MALFORMED_FIELD}
   *     where it is beyond the bounds
   */
  public static ObjectNode object(RawJson body) {
    return read(body, READER::readTree);
  }

  /** The same bytes, where they are an object: what passes through is kept as it came. */
  static RawJson checked(RawJson body) {
    return read(
        body,
        parser -> {
          parser.skipChildren();
          return body;
        });
  }

  private static <T> T read(RawJson body, Reading<T> reading) {
    try (JsonParser parser = PARSERS.parser(body.utf8())) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: must be a JSON object");
      }
      T read = reading.read(parser);
      if (parser.nextToken() == null) {
        return read;
      }
    } catch (StreamConstraintsException e) {
      throw Refusal.malformed("body", JsonLimits.excess(e));
    } catch (JacksonException e) {
      throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: is no well-formed JSON");
    } catch (IOException e) {
      throw new IllegalStateException("an array is read without I/O", e);
    }
    throw Refusal.of(ErrorCode.MALFORMED_FRAME, "body: is no well-formed JSON");
  }

  /** As it goes to a service operation or out to the asker. */
  public static RawJson raw(ObjectNode object) {
    return RawJson.of(object.toString());
  }
}
