package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/**
 * Hands encoded frames to users, wherever in the cluster they are connected. Thread safe.
 *
 * <p>What one context hands over reaches each socket in that order, wherever it is. Delivery is no
 * promise: what does not arrive is in the log, and found by replay.
 */
public interface Delivery {

  /**
   * To every connection of these users but one.
   *
   * @param except the connection that is not to get it; null for none
   * @return the users that have no connection anywhere; does not wait until the frame is written.
   *     Where the cluster cannot say who is where, nobody is said to be absent
   */
  Future<List<UserId>> toUsers(Collection<UserId> users, Frame frame, ConnectionId except);

  /** To everybody whom it concerns. Gives how many users are connected that it is for. */
  Future<Integer> toAll(Broadcast broadcast);

  /** To everybody whom it concerns, without counting them. */
  void announce(Broadcast broadcast);

  /** To everybody on this node alone whom it concerns. */
  void announceHere(Broadcast broadcast);

  /**
   * Closes connections of a user, also where they are just signing in.
   *
   * @return succeeds when every node of the hub has done so; fails with {@code UNAVAILABLE} where
   *     one has not within five seconds: it is then still told as soon as it can be reached
   */
  Future<Void> close(CloseOrder order);
}
