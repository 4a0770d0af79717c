package io.chathub.gateway;

/**
 * What one client, and all of them, may take. Consequences: an upgrade beyond {@code connections}
 * is refused with 503; beyond {@code connectionsPerUser} the user's oldest goes with 4409; a rate
 * is refused with 42900; content with 41300; a frame closes with 1009; outbound bytes with 1013.
 * Beyond {@code memory} those who hold most are closed with 1013; beyond {@code unsigned} the
 * oldest.
 *
 * @param connections accepted sockets of this node, as far as its heap holds them
 * @param connectionsPerUser sockets of a user
 * @param singleConnection one socket a user, whatever {@code connectionsPerUser} says
 * @param pushRate pushes a second of a connection, lasting; a burst may be twice that
 * @param actionRate all other actions a second, lasting; a burst may be four times that
 * @param contentBytes of a message's content as sent
 * @param frameBytes of a frame from a client
 * @param outboundBytes waiting for one connection
 * @param readBytes that a user reads a second, lasting; a burst may be eight times that
 * @param memory bytes that wait in the node for somebody else; 0 for a quarter of the heap's
 *     maximum
 * @param unsigned sockets by which nobody has signed in yet
 */
public record Limits(
    int connections,
    int connectionsPerUser,
    boolean singleConnection,
    int pushRate,
    int actionRate,
    int contentBytes,
    int frameBytes,
    int outboundBytes,
    int readBytes,
    long memory,
    int unsigned) {

  public static final Limits DEFAULT =
      new Limits(
          100_000, 10, false, 50, 100, 8 * 1024, 64 * 1024, 1024 * 1024, 4 * 1024 * 1024, 0, 2_000);

  private static final long MEMORY_MIN = 1024 * 1024;

  /** With what is not named at its default. */
  public Limits(
      int connections,
      int connectionsPerUser,
      boolean singleConnection,
      int pushRate,
      int actionRate,
      int contentBytes,
      int frameBytes,
      int outboundBytes) {
    this(
        connections,
        connectionsPerUser,
        singleConnection,
        pushRate,
        actionRate,
        contentBytes,
        frameBytes,
        outboundBytes,
        DEFAULT.readBytes,
        DEFAULT.memory,
        DEFAULT.unsigned);
  }

  public Limits {
    atLeast("limits.connections", connections, 1);
    atLeast("limits.connections-per-user", connectionsPerUser, 1);
    atLeast("limits.push-rate", pushRate, 1);
    atLeast("limits.action-rate", actionRate, 1);
    atLeast("limits.content-bytes", contentBytes, 1);
    atLeast("limits.frame-bytes", frameBytes, 256);
    // Else the answer to one reconnect would not fit.
    atLeast("limits.outbound-bytes", outboundBytes, 512 * 1024);
    atLeast("limits.read-bytes", readBytes, 1024);
    atLeast("limits.unsigned", unsigned, 1);
    if (memory != 0 && memory < MEMORY_MIN) {
      throw new IllegalArgumentException("limits.memory: must be 0 or at least " + MEMORY_MIN);
    }
    if (contentBytes > frameBytes) {
      throw new IllegalArgumentException(
          "limits.content-bytes: must be at most limits.frame-bytes");
    }
  }

  /** Sockets that a user may have at once. */
  public int connectionsOfUser() {
    return singleConnection ? 1 : connectionsPerUser;
  }

  private static void atLeast(String key, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(key + ": must be at least " + min);
    }
  }
}
