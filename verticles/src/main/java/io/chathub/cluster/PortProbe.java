package io.chathub.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Whether a port can be listened on, asked before somebody tries who would fill the log if not. It
 * may still be taken in between. Blocking, for a moment.
 */
public final class PortProbe {

  private static final String IN_USE = "in use";

  private PortProbe() {}

  /** Why not; empty where it can, and for port 0. */
  public static Optional<String> doubt(String host, int port) {
    if (port == 0) {
      return Optional.empty();
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  /** What is said of a port that could not be listened on, without the words of the system. */
  public static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains(IN_USE) ? "it is in use by another process" : message;
  }
}
