package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.io.IOException;
import java.util.Arrays;

/**
 * A value within a document: the bytes it came as, without the blanks around it, and what keeps it
 * from being taken as the content of a message, by {@link JsonLimits}.
 *
 * @param fault for people; null for none
 */
record ContentReader(RawJson json, String fault) {

  /** Reads the value that the parser of the source stands at, to its end. */
  static ContentReader read(JsonParser parser, byte[] source) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    boolean mayBeLong = source.length > JsonLimits.STRING_MAX;
    String fault = null;
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (fault == null) {
        fault = fault(parser, token, mayBeLong);
      }
      if (depth == 0) {
        break;
      }
      token = parser.nextToken();
    }
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    return new ContentReader(new RawJson(Arrays.copyOfRange(source, start, end)), fault);
  }

  /** The bytes, where they may be content. */
  RawJson taken() {
    if (fault != null) {
      throw Refusal.malformed("content", fault);
    }
    return json;
  }

  private static String fault(JsonParser parser, JsonToken token, boolean mayBeLong)
      throws IOException {
    return switch (token) {
      case FIELD_NAME ->
          isLongName(parser.currentName())
              ? "a name has at most " + JsonLimits.NAME_BYTES_MAX + " bytes"
              : null;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          parser.getTextLength() > JsonLimits.DIGITS_MAX
                  && digits(parser.getText()) > JsonLimits.DIGITS_MAX
              ? "a number has at most " + JsonLimits.DIGITS_MAX + " digits"
              : null;
      case VALUE_STRING ->
          mayBeLong && parser.getTextLength() > JsonLimits.STRING_MAX
              ? "a string has at most " + JsonLimits.STRING_MAX + " characters"
              : null;
      default -> null;
    };
  }

  private static boolean isLongName(String name) {
    return 3L * name.length() > JsonLimits.NAME_BYTES_MAX
        && Utf8.length(name) > JsonLimits.NAME_BYTES_MAX;
  }

  private static long digits(String number) {
    return number.chars().filter(c -> c >= '0' && c <= '9').count();
  }
}
