package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import io.chathub.bus.NodeId;
import io.chathub.cluster.LocateProcessor.Nodes;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceDirectory;
import io.chathub.scene.TestNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that Hazelcast does slowly holds up an event loop, or what is more urgent. */
class HazelcastDirectoryTest {

  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final UserId EVE = new UserId("eve");
  private static final NodeId NORTH = new NodeId("north");

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> ownerless = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Member member = fake(Member.class, Map.of());
  private final PresenceDirectory directory = new HazelcastDirectory(vertx, hazelcast());
  private volatile boolean isActive = true;
  private final CountDownLatch hanging = new CountDownLatch(1);

  @AfterEach
  void close() {
    hanging.countDown();
    TestNode.await(vertx.close());
  }

  @Test
  void whoIsKeptNowhereIsRefusedAtOnceAndOthersAreFound() {
    ownerless.add("bob");
    Future<Map<UserId, Set<NodeId>>> ann = directory.locate(List.of(ANN));

    assertRefused(directory.locate(List.of(BOB)));
    assertRefused(directory.locate(List.of(BOB, EVE)));
    assertThat(TestNode.await(ann)).isEqualTo(Map.of(ANN, Set.of(NORTH)));
    assertThat(TestNode.await(directory.locate(List.of(EVE)))).containsOnlyKeys(EVE);
    assertThat(asked).contains("ann", "eve").doesNotContain("bob");
  }

  @Test
  void whoIsOnlineIsRefusedWhereOneIsKeptNowhere() {
    ownerless.add("bob");

    assertRefused(directory.online(List.of(ANN, BOB)));
    assertThat(asked).isEmpty();
  }

  @Test
  void aMemberThatStopsRefusesAndKeepsNothingWaiting() {
    isActive = false;

    assertRefused(directory.locate(List.of(ANN)));
    isActive = true;
    assertThat(TestNode.await(directory.locate(List.of(ANN)))).containsOnlyKeys(ANN);
  }

  @Test
  void countsThatHangDoNotHinderWhatLooksAfterNodesThatAreGone() {
    for (int i = 0; i < 4; i++) {
      var unused = directory.count(Optional.empty());
    }

    assertRefused(directory.count(Optional.empty()));
    assertThat(TestNode.await(directory.overdue(1))).isEmpty();
    hanging.countDown();
  }

  private static void assertRefused(Future<?> answer) {
    assertThatThrownBy(() -> TestNode.await(answer))
        .isInstanceOfSatisfying(
            Refusal.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  private HazelcastInstance hazelcast() {
    IMap<?, ?> map =
        fake(
            IMap.class,
            Map.of(
                "submitToKeys",
                arguments -> found(arguments[0]),
                "aggregate",
                any -> hang(),
                "keySet",
                any -> Set.of()));
    PartitionService partitions =
        fake(
            PartitionService.class,
            Map.of(
                "getPartition",
                arguments ->
                    fake(Partition.class, Map.of("getOwner", none -> owner(arguments[0])))));
    return fake(
        HazelcastInstance.class,
        Map.of("getMap", name -> map, "getPartitionService", none -> partitions));
  }

  private Long hang() {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0L;
  }

  private Member owner(Object user) {
    if (!isActive) {
      throw new HazelcastInstanceNotActiveException();
    }
    return ownerless.contains(user) ? null : member;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // given to whoever asked the map
  private Object found(Object keys) {
    Map<String, Nodes> found = new HashMap<>();
    for (Object key : (Set<?>) keys) {
      asked.add((String) key);
      found.put((String) key, new Nodes(Set.of(NORTH)));
    }
    return CompletableFuture.completedFuture(found);
  }

  /** Does what these methods are said to do, and nothing else. */
  private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> methods.get(method.getName()).apply(arguments);
                }));
  }
}
