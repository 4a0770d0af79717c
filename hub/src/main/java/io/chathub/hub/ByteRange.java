package io.chathub.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Part of something that has a length, as HTTP asks for it (RFC 9110, section 14). Immutable.
 *
 * @param first of its bytes; not below the length where there are none
 * @param last of its bytes, within the length where {@code first} is
 */
record ByteRange(long first, long last, long length) {

  private static final Pattern FORM = Pattern.compile("(?i)bytes=[ \t]*(\\d*)-(\\d*)[ \t]*");
  private static final int DIGITS_MAX = 18;

  /** One range; empty where it is malformed or there are several, which means all of it. */
  static Optional<ByteRange> parse(String header, long length) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(suffix(number(last), length));
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    return to < from
        ? Optional.empty()
        : Optional.of(new ByteRange(from, Math.min(to, length - 1), length));
  }

  /** Whether nothing of it is there. */
  boolean isBeyond() {
    return first >= length;
  }

  /** As an answer names it. */
  String contentRange() {
    return "bytes " + (isBeyond() ? "*" : first + "-" + last) + "/" + length;
  }

  private static ByteRange suffix(long count, long length) {
    return count == 0
        ? new ByteRange(length, length, length)
        : new ByteRange(Math.max(0, length - count), length - 1, length);
  }

  /** What has more digits than any length counts as the largest. */
  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
