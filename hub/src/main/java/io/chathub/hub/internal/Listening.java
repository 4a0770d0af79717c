package io.chathub.hub.internal;

import io.chathub.cluster.PortProbe;
import java.util.Map;

/** What a node says of a port that it cannot listen on. */
public final class Listening {

  private static final Map<String, String> OPTIONS =
      Map.of("http.port", "--port PORT", "internal.port", "--internal-port PORT");

  private static final Map<String, String> HOSTS =
      Map.of("http.port", "http.host", "internal.port", "internal.host");
  private static final String NOT_OURS = "assign requested address";

  private Listening() {}

  /**
   * @param key of the setting that changes the port
   */
  public static IllegalStateException failed(String key, String address, Throwable failure) {
    return failed(key, address, PortProbe.reason(failure));
  }

  /** The same, where the reason is known without a failure. */
  public static IllegalStateException failed(String key, String address, String reason) {
    return new IllegalStateException(
        key + ": cannot listen on " + address + ": " + reason + "; " + remedy(key, reason));
  }

  private static String remedy(String key, String reason) {
    if (reason.contains(NOT_OURS)) {
      return "the address is set by " + HOSTS.getOrDefault(key, "cluster.host");
    }
    return "another port is chosen by "
        + OPTIONS.getOrDefault(key, "--set " + key + "=PORT")
        + ", or by "
        + key
        + " in the configuration";
  }
}
