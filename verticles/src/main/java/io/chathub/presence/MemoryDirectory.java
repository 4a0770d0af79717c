package io.chathub.presence;

import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The directory of a node that is all there is. Its futures are completed when they are given.
 * Thread safe. Bounded by the node's limit of connections.
 */
public final class MemoryDirectory implements PresenceDirectory {

  private final Map<UserId, Presence> users = new ConcurrentHashMap<>();

  @Override
  public <R> Future<R> change(UserId user, Change<R> change) {
    AtomicReference<R> result = new AtomicReference<>();
    users.compute(
        user,
        (u, before) -> {
          Change.Outcome<R> outcome = change.apply(before);
          result.set(outcome.result());
          return outcome.after();
        });
    return Future.succeededFuture(result.get());
  }

  @Override
  public Future<Map<UserId, Online>> online(Collection<UserId> asked) {
    Map<UserId, Online> online = new HashMap<>();
    for (UserId user : asked) {
      Presence presence = users.get(user);
      if (presence != null) {
        online.put(user, Online.of(presence));
      }
    }
    return Future.succeededFuture(online);
  }

  @Override
  public Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> asked) {
    Map<UserId, Set<NodeId>> nodes = new HashMap<>();
    for (UserId user : asked) {
      Presence presence = users.get(user);
      if (presence != null && presence.isConnected()) {
        nodes.put(user, presence.nodes());
      }
    }
    return Future.succeededFuture(nodes);
  }

  @Override
  public Future<Integer> count(Optional<String> role) {
    return Future.succeededFuture(
        where(
                presence ->
                    presence.isConnected()
                        && role.filter(r -> !r.equals(presence.role())).isEmpty())
            .size());
  }

  @Override
  public Future<Collection<UserId>> concerning(Set<NodeId> nodes, int beforeEpoch) {
    return Future.succeededFuture(where(presence -> presence.concerns(nodes, beforeEpoch)));
  }

  @Override
  public Future<Collection<UserId>> overdue(long before) {
    return Future.succeededFuture(where(presence -> presence.isOverdue(before)));
  }

  @Override
  public Future<Set<NodeId>> nodesNamed() {
    Set<NodeId> named = new HashSet<>();
    for (Presence presence : users.values()) {
      named.addAll(presence.nodes());
      presence.leaving().owner().ifPresent(named::add);
    }
    return Future.succeededFuture(named);
  }

  @Override
  public Future<Map<UserId, Online>> connectedTo(Set<NodeId> nodes, Set<String> roles) {
    return online(
        where(
            presence ->
                roles.contains(presence.role()) && presence.isOn(nodes, Change.Forget.ALL_EPOCHS)));
  }

  @Override
  public boolean isShared() {
    return false;
  }

  /** Nothing is lost but with the node itself. */
  @Override
  public void whenLost(Runnable work) {}

  private List<UserId> where(Predicate<Presence> isMeant) {
    return users.entrySet().stream()
        .filter(entry -> isMeant.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
