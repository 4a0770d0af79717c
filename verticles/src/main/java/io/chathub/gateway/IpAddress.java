package io.chathub.gateway;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address as such, however it was written: IPv4 within IPv6 is IPv4, a zone is none of it.
 * Immutable; nothing is ever resolved.
 *
 * @param high the first half of it as IPv6, an IPv4 address being {@code ::ffff:a.b.c.d}
 */
record IpAddress(long high, long low) {

  private static final long MAPPED = 0xffffL;

  /** With a port, or in brackets with or without one, as proxies write it. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([^\\[\\]]*)\\]|([0-9.]+))(?::[0-9]{1,5})?");

  /** An address and nothing else. */
  static Optional<IpAddress> parse(String text) {
    if (text.startsWith("[")) {
      return Optional.empty();
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(
        bytes.length == 4
            ? new IpAddress(0, MAPPED << 32 | Integer.toUnsignedLong(buffer.getInt()))
            : new IpAddress(buffer.getLong(), buffer.getLong()));
  }

  /** An address as a proxy names it, that is perhaps with a port, in brackets or in quotes. */
  static Optional<IpAddress> parseHop(String hop) {
    boolean isQuoted = hop.length() > 1 && hop.startsWith("\"") && hop.endsWith("\"");
    String text = isQuoted ? hop.substring(1, hop.length() - 1) : hop;
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches()) {
      return parse(text);
    }
    return parse(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
  }

  boolean isV4() {
    return high == 0 && low >>> 32 == MAPPED;
  }

  /** What counts as one client: an IPv4 address, or the 64 bits that name an IPv6 network. */
  IpAddress client() {
    return isV4() ? this : new IpAddress(high, 0);
  }

  @Override
  public String toString() {
    if (isV4()) {
      return NetUtil.intToIpAddress((int) low);
    }
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return NetUtil.bytesToIpAddress(bytes);
  }
}
