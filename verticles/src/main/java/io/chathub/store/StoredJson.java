package io.chathub.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Whether what was kept as JSON still is: for records that others may have cut or overwritten, not
 * for what clients send. Thread safe.
 */
public final class StoredJson {

  private static final JsonFactory FACTORY = factory();

  private StoredJson() {}

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .build();
  }

  /** Whether it is one well-formed JSON value and nothing else. */
  public static boolean isWhole(byte[] utf8) {
    if (utf8.length == 0 || utf8[0] <= 0 || (utf8.length > 1 && utf8[1] == 0)) {
      return false; // none, or what would be taken for another encoding
    }
    // A factory remembers names. Those that a client made to collide would slow all others down.
    JsonFactory factory = utf8[0] == '{' || utf8[0] == '[' ? factory() : FACTORY;
    try (JsonParser parser = factory.createParser(utf8)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      boolean isClosed = !parser.currentToken().isStructStart();
      parser.finishToken();
      return isClosed && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
