package io.chathub.bus;

import io.chathub.model.ChatId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.Action;
import io.chathub.protocol.Frame;
import java.util.Optional;

/** What the replay verticles are asked. Each request may go to any of them. */
public final class ReplayApi {

  public static final Address<CatchUp> CATCH_UP = new Address<>("replay.catch-up", CatchUp.class);
  public static final Address<History> HISTORY = new Address<>("replay.history", History.class);
  public static final Address<Chats> CHATS = new Address<>("replay.chats", Chats.class);

  /** Of messages in an answer or a page, at most. */
  public static final int BYTES_MAX = 256 * 1024;

  private ReplayApi() {}

  /** What was missed. Succeeds with the {@code reconnect} answer. */
  public record CatchUp(
      UserId user, ConnectionId from, Action.Reconnect action, Reply<Frame> reply) {}

  /**
   * A page of a chat's log. Succeeds with the body of the answer. At most one position is given.
   *
   * @param before the nearest older than this
   * @param after the nearest newer than this
   */
  public record History(
      UserId user,
      ChatId chat,
      Optional<Position> before,
      Optional<Position> after,
      int limit,
      Reply<RawJson> reply) {}

  /** A page of the user's chats. Succeeds with the body of the answer. */
  public record Chats(UserId user, int limit, Optional<String> cursor, Reply<RawJson> reply) {}
}
