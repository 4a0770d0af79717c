package io.chathub.bus;

import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where users are connected. Thread safe; a future completes on the context that asked.
 *
 * <p>It sees every registration that was completed before it was asked: who is not found then finds
 * by replay what was stored before. Fails with {@code UNAVAILABLE} within a second where the
 * cluster does not answer.
 */
public interface Locator {

  /** The nodes that hold connections of these users; who has none anywhere is not in it. */
  Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users);

  /**
   * How many users are connected anywhere.
   *
   * @param role only of this role
   */
  Future<Integer> count(Optional<String> role);
}
