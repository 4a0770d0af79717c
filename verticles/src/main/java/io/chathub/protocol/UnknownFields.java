package io.chathub.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.model.Refusal;
import java.util.Iterator;
import java.util.Set;
import java.util.StringJoiner;

/** Refuses what nobody would read: a name that is misspelt must not pass for one left out. */
public final class UnknownFields {

  /** Names that a refusal tells, and how much of each. */
  private static final int NAMES_MAX = 8;

  private static final int CHARS_MAX = 64;

  private UnknownFields() {}

  /**
   * @param path of the object within the body, with a dot behind it; empty for the body itself
   * @throws Refusal {@code MALFORMED_FIELD} that names the fields that are not known
   */
  public static void refuse(JsonNode object, String path, Set<String> known) {
    StringJoiner unknown = new StringJoiner(", ");
    int count = 0;
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name) && count++ < NAMES_MAX) {
        unknown.add(path + shown(name));
      }
    }
    if (count > NAMES_MAX) {
      unknown.add("...");
    }
    if (count > 0) {
      throw Refusal.malformed(unknown.toString(), count == 1 ? "unknown field" : "unknown fields");
    }
  }

  /** It is whatever the asker wrote, and goes into a line of text. */
  private static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(CHARS_MAX)
        .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return name.codePointCount(0, name.length()) > CHARS_MAX ? shown + "..." : shown.toString();
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
