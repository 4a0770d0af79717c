package io.chathub.gateway;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address, or a network in CIDR notation: {@code 10.0.0.0/8}, {@code fd00::/8}, {@code ::1}. A
 * range of IPv6 holds no IPv4 address. Immutable.
 *
 * @param bits of the address as IPv6 that have to agree, 0 to 128
 */
record AddressRange(IpAddress address, int bits) {

  private static final Pattern FORM = Pattern.compile("([^/]+)(?:/([0-9]{1,3}))?");
  private static final int MAPPED_BITS = 96;
  private static final int BITS = 128;

  static Optional<AddressRange> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean isV4Notation = text.indexOf(':') < 0;
    int bitsBefore = isV4Notation ? MAPPED_BITS : 0;
    int bits = matcher.group(2) == null ? BITS : bitsBefore + Integer.parseInt(matcher.group(2));
    return bits > BITS
        ? Optional.empty()
        : IpAddress.parse(matcher.group(1)).map(address -> new AddressRange(address, bits));
  }

  boolean contains(IpAddress other) {
    boolean isV4 = address.isV4() && bits >= MAPPED_BITS;
    return isV4 == other.isV4()
        && agree(address.high(), other.high(), Math.min(bits, Long.SIZE))
        && agree(address.low(), other.low(), Math.max(0, bits - Long.SIZE));
  }

  private static boolean agree(long one, long other, int bits) {
    return bits == 0 || (one ^ other) >>> (Long.SIZE - bits) == 0;
  }
}
