package io.chathub.cluster;

import com.hazelcast.aggregation.Aggregators;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.MapPartitionLostListener;
import io.chathub.bus.NodeId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.presence.Change;
import io.chathub.presence.Presence;
import io.chathub.presence.PresenceDirectory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a cluster: a Hazelcast map with a user's presence on three nodes, changed where
 * it is kept. Thread safe; no event loop ever waits for it. What looks at all users runs on a
 * worker, {@value #LOOKS_MAX} at a time, and as many counts; more are refused with {@code
 * UNAVAILABLE}.
 *
 * <p>Hazelcast gives an operation up only when it can't take effect any more: until the failure
 * detector has removed a member that hangs, a change of a user that it keeps is under way.
 */
public final class HazelcastDirectory implements PresenceDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastDirectory.class);
  private static final int LOOKS_MAX = 4;
  static final int LOOK_UP_MS = 1_000;

  private final VertxInternal vertx;
  private final IMap<String, Presence> map;
  private final Owners owners;
  private final LocateBatches locates;
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger counts = new AtomicInteger(); // these do not hinder what looks after

  /**
   * @param hazelcast a member that was {@link PresenceMap#configure configured} for it
   */
  public HazelcastDirectory(Vertx vertx, HazelcastInstance hazelcast) {
    this.vertx = (VertxInternal) vertx;
    this.map = hazelcast.getMap(PresenceMap.NAME);
    this.owners = new Owners(hazelcast.getPartitionService());
    this.locates = new LocateBatches(map, owners);
  }

  @Override
  @SuppressWarnings("unchecked") // the result of a change comes back as what it was made as
  public <R> Future<R> change(UserId user, Change<R> change) {
    return ask(() -> map.submitToKey(user.value(), new ChangeProcessor(change)))
        .map(result -> (R) result.value());
  }

  @Override
  public Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users) {
    return locates.locate(vertx.getOrCreateContext(), users);
  }

  @Override
  public Future<Map<UserId, Online>> online(Collection<UserId> users) {
    if (users.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Set<String> keys = new HashSet<>();
    users.forEach(user -> keys.add(user.value()));
    if (!owners.areKnown(keys)) {
      return Future.failedFuture(LoopLocates.unavailable());
    }
    return inTime(ask(() -> map.submitToKeys(keys, new OnlineProcessor())))
        .map(
            found -> {
              Map<UserId, Online> online = new HashMap<>();
              found.forEach((user, value) -> online.put(new UserId(user), value));
              return online;
            });
  }

  @Override
  public Future<Integer> count(Optional<String> role) {
    Set<String> roles = role.map(Set::of).orElse(Set.of());
    return inTime(look(counts, () -> map.aggregate(Aggregators.count(), Who.isConnected(roles))))
        .map(Long::intValue);
  }

  @Override
  public Future<Collection<UserId>> concerning(Set<NodeId> nodes, int beforeEpoch) {
    return look(() -> users(Who.isConcernedBy(nodes, beforeEpoch)));
  }

  @Override
  public Future<Collection<UserId>> overdue(long before) {
    return look(() -> users(Who.isOverdue(before)));
  }

  private Collection<UserId> users(Who who) {
    return map.keySet(who).stream().map(UserId::new).toList();
  }

  @Override
  public Future<Set<NodeId>> nodesNamed() {
    return look(() -> map.aggregate(new NodesNamed(Set.of())));
  }

  @Override
  public Future<Map<UserId, Online>> connectedTo(Set<NodeId> nodes, Set<String> roles) {
    return look(
        () -> {
          Map<UserId, Online> online = new HashMap<>();
          map.entrySet(Who.isConnectedTo(nodes, roles))
              .forEach(
                  entry -> online.put(new UserId(entry.getKey()), Online.of(entry.getValue())));
          return online;
        });
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void whenLost(Runnable work) {
    var unused = map.addPartitionLostListener((MapPartitionLostListener) lost -> work.run());
  }

  private <T> Future<T> ask(Supplier<CompletionStage<T>> question) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<T> answer = context.promise();
    try {
      var unused =
          question
              .get()
              .whenComplete(
                  (value, failure) -> {
                    if (failure == null) {
                      answer.complete(value);
                    } else {
                      answer.fail(unavailable(failure));
                    }
                  });
    } catch (RuntimeException e) {
      answer.fail(unavailable(e));
    }
    return answer.future();
  }

  private <T> Future<T> look(Callable<T> look) {
    return look(looks, look);
  }

  /** What is not answered in time is under way until it is over all the same. */
  private <T> Future<T> look(AtomicInteger underWay, Callable<T> look) {
    if (underWay.incrementAndGet() > LOOKS_MAX) {
      underWay.decrementAndGet();
      return Future.failedFuture(
          Refusal.of(ErrorCode.UNAVAILABLE, "presence is being looked through already"));
    }
    return vertx
        .executeBlocking(look, /* ordered= */ false)
        .onComplete(over -> underWay.decrementAndGet())
        .recover(failure -> Future.failedFuture(unavailable(failure)));
  }

  private static <T> Future<T> inTime(Future<T> answer) {
    return answer
        .timeout(LOOK_UP_MS, TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(unavailable(failure)));
  }

  static Refusal unavailable(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    LOG.debug("presence can't be reached", failure);
    return Refusal.of(ErrorCode.UNAVAILABLE, "presence can't be reached now");
  }
}
