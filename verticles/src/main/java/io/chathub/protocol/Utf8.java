package io.chathub.protocol;

/** What may be said in UTF-8 (RFC 3629), and what a browser would close the socket for. */
final class Utf8 {

  private Utf8() {}

  /**
   * Whether the bytes are well-formed and have no zero: that is in no JSON text, and would have a
   * parser guess at UTF-16.
   */
  static boolean mayBeJson(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      int length = sequenceLength(bytes, i);
      if (length == 0 || bytes[i] == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** Whether the text has no half of a character, which could not be said in UTF-8. */
  static boolean canSay(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Bytes of the text; half of a character counts as three. */
  static long length(String text) {
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
      length += c < 0x80 ? 1 : c < 0x800 ? 2 : isPair ? 4 : 3;
      i += isPair ? 1 : 0;
    }
    return length;
  }

  /** Bytes of the well-formed character at i, or 0. */
  private static int sequenceLength(byte[] b, int i) {
    int first = b[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (i + length > b.length || !isSecond(first, b[i + 1] & 0xFF)) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((b[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /**
   * Narrower than a continuation byte where overlong forms, surrogates and the end of Unicode are.
   */
  private static boolean isSecond(int first, int second) {
    return switch (first) {
      case 0xE0 -> second >= 0xA0 && second <= 0xBF;
      case 0xED -> second >= 0x80 && second <= 0x9F;
      case 0xF0 -> second >= 0x90 && second <= 0xBF;
      case 0xF4 -> second >= 0x80 && second <= 0x8F;
      default -> second >= 0x80 && second <= 0xBF;
    };
  }
}
