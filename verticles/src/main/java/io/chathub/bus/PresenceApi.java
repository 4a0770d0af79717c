package io.chathub.bus;

import io.chathub.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the presence verticle is asked. */
public final class PresenceApi {

  public static final Address<Arrived> ARRIVED = new Address<>("presence.arrived", Arrived.class);
  public static final Address<Left> LEFT = new Address<>("presence.left", Left.class);
  public static final Address<Query> QUERY = new Address<>("presence.query", Query.class);

  private PresenceApi() {}

  /**
   * A connection is there: registered when the reply succeeds.
   *
   * @param since epoch milliseconds
   */
  public record Arrived(
      UserId user,
      String role,
      Optional<String> name,
      ConnectionId connection,
      long since,
      Reply<Void> reply) {}

  /**
   * A connection is gone.
   *
   * @param graceDelayMs how long after now the grace period begins
   */
  public record Left(UserId user, ConnectionId connection, long graceDelayMs) {}

  /**
   * Who of these is online, answered in the order asked.
   *
   * @param asker who may see it; empty for who sees all: a service, or one who shares a chat
   * @param asksSince whether it is asked since when, too, which costs a look-up for who is offline
   */
  public record Query(
      List<UserId> users, Optional<UserId> asker, boolean asksSince, Reply<List<Seen>> reply) {}

  /**
   * @param since epoch milliseconds of the last change; empty where never seen
   */
  public record Seen(UserId user, boolean isOnline, OptionalLong since) {}
}
