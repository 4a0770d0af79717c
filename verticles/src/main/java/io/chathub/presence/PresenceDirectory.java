package io.chathub.presence;

import io.chathub.bus.Locator;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where presence is kept, for all nodes of the hub. Thread safe; a future completes on the context
 * that asked.
 *
 * <p>Changes of one user take effect one after the other, whoever asks for them. What was changed
 * when the future succeeded is seen by every look-up that is asked later. A change that failed may
 * or may not have taken effect, but does not take effect later. A future fails with {@code
 * UNAVAILABLE} where the cluster does not answer: look-ups within a second, changes when it is
 * certain that they are not under way any more, which may take a minute.
 */
public interface PresenceDirectory extends Locator {

  /** Applies a change to a user's presence. */
  <R> Future<R> change(UserId user, Change<R> change);

  /** Those of these users who are here, or within grace. */
  Future<Map<UserId, Online>> online(Collection<UserId> users);

  /** Those for whom something changes when these nodes are forgotten, see {@link Change.Forget}. */
  Future<Collection<UserId>> concerning(Set<NodeId> nodes, int beforeEpoch);

  /** Those whose grace ended before, epoch milliseconds, and of whom nobody has said so. */
  Future<Collection<UserId>> overdue(long before);

  /** The nodes that anybody is said to be connected to, or that keep a timer. */
  Future<Set<NodeId>> nodesNamed();

  /** Those of these roles with a connection on one of the nodes. */
  Future<Map<UserId, Online>> connectedTo(Set<NodeId> nodes, Set<String> roles);

  /** Whether other nodes change it, too, and so may leave something behind in it. */
  boolean isShared();

  /** Has something done whenever a part of what is kept was lost, on any thread. */
  void whenLost(Runnable work);

  /**
   * A user who is here.
   *
   * @param isAnnounced see {@link Presence}
   * @param since epoch milliseconds
   */
  record Online(String role, Optional<String> name, boolean isAnnounced, long since) {

    public static Online of(Presence presence) {
      return new Online(presence.role(), presence.name(), presence.isAnnounced(), presence.since());
    }
  }
}
