package io.chathub.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.model.RawJson;
import io.chathub.protocol.JsonLimits;
import java.io.IOException;

/**
 * What a message says, as objects of the service: whatever Jackson maps without modules, such as
 * records, maps, lists, strings, numbers and {@code JsonNode}. Thread safe.
 */
public final class Content {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonLimits.factory(JsonLimits.read()).build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Content() {}

  /**
   * The object as JSON; a {@link RawJson} stays what it is.
   *
   * @throws IllegalArgumentException where Jackson cannot map it
   */
  public static RawJson of(Object value) {
    if (value instanceof RawJson json) {
      return json;
    }
    try {
      return new RawJson(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no content: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The content as an object; fields that it does not have are ignored. {@code null} where the
   * message was recalled or erased.
   *
   * @throws IllegalArgumentException where the content is something else
   */
  public static <T> T as(RawJson content, Class<T> type) {
    try {
      return MAPPER.readValue(content.utf8(), type);
    } catch (IOException e) {
      throw new IllegalArgumentException("content is no " + type.getSimpleName(), e);
    }
  }
}
