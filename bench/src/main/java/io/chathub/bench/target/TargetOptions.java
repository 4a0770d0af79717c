package io.chathub.bench.target;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import picocli.CommandLine.Option;

/** The options that name the server under load. It is always on 127.0.0.1. */
public final class TargetOptions {

  /** The kinds of server that a load can be put on. */
  public enum Kind {
    BARE,
    HUB
  }

  private static final String LOOPBACK = "127.0.0.1";

  @Option(names = "--server", required = true, description = "${COMPLETION-CANDIDATES}")
  private Kind kind;

  @Option(names = "--port", required = true, description = "for clients")
  private int port;

  @Option(names = "--internal-port", defaultValue = "8081", description = "hub: ${DEFAULT-VALUE}")
  private int internalPort;

  @Option(names = "--internal-key", defaultValue = "", description = "hub: its service key, if any")
  private String key;

  @Option(
      names = "--server-pid",
      defaultValue = "0",
      description = "without it, no CPU and memory of the server are told")
  private long pid;

  /** The process id of the server, 0 where it isn't known. */
  public long pid() {
    return pid;
  }

  public Target target() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    String run = "r" + Long.toString(System.currentTimeMillis(), 36);
    return switch (kind) {
      case BARE -> new BareTarget(address, run);
      case HUB ->
          new HubTarget(address, URI.create("http://" + LOOPBACK + ":" + internalPort), key, run);
    };
  }
}
