package io.chathub.hub.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * The port of internal services and operators.
 *
 * @param port 0 takes a free one
 * @param keys any of which a caller has to know; may be empty on loopback only
 */
public record InternalConfig(String host, int port, Set<String> keys) {

  public static final InternalConfig DEFAULT = new InternalConfig("127.0.0.1", 8081, Set.of());

  public InternalConfig {
    keys = Set.copyOf(keys);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("internal.port: must be 0..65535");
    }
    if (keys.isEmpty() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "internal.keys: needed unless internal.host is a loopback address");
    }
  }

  public boolean isLoopback() {
    return isLoopback(host);
  }

  /** Whether a host is this machine alone, by its looks: nothing is resolved. */
  public static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "InternalConfig[host="
        + host
        + ", port="
        + port
        + ", keys="
        + (keys.isEmpty() ? "none" : Given.MASK)
        + "]";
  }
}
