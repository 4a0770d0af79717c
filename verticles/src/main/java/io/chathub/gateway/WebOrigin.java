package io.chathub.gateway;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page is from, as browsers compare it: in lower case, a default port filled in, names as
 * they go over the wire, addresses as such. Immutable.
 *
 * @param port -1 where the scheme has no default and none was named
 */
public record WebOrigin(String scheme, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(\\[[^\\[\\]]+\\]|[^\\s/?#@:\\[\\]\\\\,%*]+)(:\\d{1,5})?");
  private static final Pattern HOST =
      Pattern.compile("(\\[[^\\[\\]]+\\]|[^\\s/?#@:\\[\\]\\\\,%*]+)(?::(\\d{0,5}))?");
  private static final int PORT_MAX = 65_535;

  /** The origin where the text is one; {@code null} and {@code file://} are none. */
  public static Optional<WebOrigin> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    int port =
        matcher.group(3) == null
            ? defaultPort(scheme)
            : Integer.parseInt(matcher.group(3).substring(1));
    return port > PORT_MAX
        ? Optional.empty()
        : canonical(matcher.group(2)).map(host -> new WebOrigin(scheme, host, port));
  }

  /**
   * Whether a page of it asks the host that it is from. What ends TLS before a hub may leave the
   * port out, so that is the default one of the page's own scheme then.
   *
   * @param authority as in a {@code Host} header; null where there is none
   */
  public boolean isOf(String authority) {
    if (authority == null || !isWeb()) {
      return false;
    }
    Matcher matcher = HOST.matcher(authority);
    if (!matcher.matches()) {
      return false;
    }
    String named = matcher.group(2);
    int itsPort = named == null || named.isEmpty() ? defaultPort(scheme) : Integer.parseInt(named);
    return itsPort == port && canonical(matcher.group(1)).filter(host::equals).isPresent();
  }

  /** As browsers write it: without the default port, an IPv6 address in brackets. */
  @Override
  public String toString() {
    String authority = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme + "://" + authority + (port == defaultPort(scheme) ? "" : ":" + port);
  }

  boolean isWeb() {
    return defaultPort(scheme) >= 0;
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }

  private static Optional<String> canonical(String host) {
    if (host.startsWith("[")) {
      return IpAddress.parse(host.substring(1, host.length() - 1)).map(IpAddress::toString);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (NetUtil.isValidIpV4Address(name)) {
      return IpAddress.parse(name).map(IpAddress::toString);
    }
    try {
      return Optional.of(IDN.toASCII(name).toLowerCase(Locale.ROOT)).filter(n -> !n.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
