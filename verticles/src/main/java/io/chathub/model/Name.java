package io.chathub.model;

/** The alphabet of user ids and chat names: {@code [A-Za-z0-9_.:@-]}. */
final class Name {

  static final int LENGTH_MAX = 128;

  private Name() {}

  static boolean isName(String text, int lengthMax) {
    int length = text.length();
    if (length == 0 || length > lengthMax) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!isNameChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == ':'
        || c == '@'
        || c == '-';
  }
}
