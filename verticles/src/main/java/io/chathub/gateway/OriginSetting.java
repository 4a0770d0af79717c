package io.chathub.gateway;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may stand in {@code http.origins}: only what some browser or app can send, since anything
 * else would be a setting without an effect.
 */
final class OriginSetting {

  static final String ANY = "*";

  /** Of a page in a sandbox, or of a file in most browsers. */
  static final String OPAQUE = "null";

  /** Of a file in some web views. */
  static final String FILE = "file://";

  /** Of schemes whose pages have no origin, or another one's. */
  private static final Set<String> NEVER_SENT =
      Set.of("ws", "wss", "ftp", "file", "data", "blob", "javascript", "about");

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern HAS_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final Pattern USER_INFO = Pattern.compile("(//)[^/]*@");

  /** Browsers write them in another way than Java does. */
  private static final Pattern WRITTEN_OTHERWISE = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

  private OriginSetting() {}

  /** What is wrong with them, and what to write instead. */
  static List<String> problems(Collection<String> entries) {
    List<String> problems = new ArrayList<>();
    for (String entry : entries) {
      if (!isSent(entry)) {
        problems.add(
            masked(entry) + " is sent by no page; " + advice(entry, ", or * alone for any page"));
      }
    }
    return problems;
  }

  /** Without the password that may stand in it. */
  static String masked(String entry) {
    return USER_INFO.matcher(entry).replaceAll("$1***@");
  }

  static boolean isSent(String entry) {
    if (entry.equals(ANY) || entry.equals(OPAQUE) || entry.equals(FILE)) {
      return true;
    }
    Optional<WebOrigin> origin = WebOrigin.parse(entry);
    if (origin.isEmpty()
        || NEVER_SENT.contains(origin.get().scheme())
        || origin.get().port() == 0) {
      return false;
    }
    return !origin.get().isWeb() || isNameOrAddress(origin.get().host(), entry);
  }

  private static boolean isNameOrAddress(String host, String entry) {
    if (host.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(host)) {
      return true;
    }
    return NAME.matcher(host).matches()
        && !ENDS_IN_NUMBER.matcher(host).matches()
        && !WRITTEN_OTHERWISE.matcher(entry).find();
  }

  /**
   * @param orAny what to write for any origin, where that may be
   */
  static String advice(String entry, String orAny) {
    if (entry.contains(ANY)) {
      return "there are no patterns: write each host" + orAny;
    }
    if (WRITTEN_OTHERWISE.matcher(entry).find()) {
      return "write the host as it goes over the wire, xn--…";
    }
    return instead(entry)
        .filter(OriginSetting::isSent)
        .map(better -> "write " + better)
        .orElse("write scheme://host or scheme://host:port");
  }

  /** The same without what is no part of an origin. */
  private static Optional<String> instead(String entry) {
    String text = entry.strip().toLowerCase(Locale.ROOT);
    if (!HAS_SCHEME.matcher(text).matches()) {
      text = "https://" + text;
    }
    text = USER_INFO.matcher(text.replaceFirst("^ws(s?)://", "http$1://")).replaceAll("$1");
    int scheme = text.indexOf("://") + 3;
    String authority = text.substring(scheme).split("[/?#]", 2)[0];
    return authority.isEmpty()
        ? Optional.empty()
        : Optional.of(text.substring(0, scheme) + authority);
  }
}
