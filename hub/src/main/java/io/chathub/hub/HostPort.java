package io.chathub.hub;

/** An address as it is written into a URL. */
final class HostPort {

  private HostPort() {}

  /** Where a port of this machine is reached that was bound to a host, be it all networks. */
  static String reachable(String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return reachable + ":" + port;
  }
}
