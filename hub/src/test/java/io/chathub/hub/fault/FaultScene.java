package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.hub.fault.Oracle.Verdict;
import io.chathub.hub.fault.client.Account;
import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.ClientNet;
import io.chathub.hub.fault.client.Endpoint;
import io.chathub.hub.fault.client.Pace;
import io.chathub.hub.fault.client.Received;
import io.chathub.hub.fault.machine.ClusterNode;
import io.chathub.hub.fault.machine.NodeApi;
import io.chathub.hub.fault.machine.Place;
import io.chathub.scene.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A cluster of real nodes on a real Redis, users who chat over it, and the judgement of what came
 * of it. Blocks: for the test's thread.
 */
final class FaultScene implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String DOCTOR = "doctor";
  private static final String PATIENT = "patient";

  private final Path directory;
  private final RedisServer redis;
  private final List<Place> places;
  private final List<String> settings;
  private final List<ClusterNode> nodes = new CopyOnWriteArrayList<>();
  private final Map<String, Set<String>> chats = new TreeMap<>();
  private final List<ChatUser> users = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final ClientNet net = new ClientNet(vertx);

  /** On loopback. */
  FaultScene(Path directory, String... settings) {
    this(directory, List.of(), RedisServer.startDurable(directory.resolve("redis")), settings);
  }

  /** Nodes at these places, one after the other; then on loopback. */
  FaultScene(Path directory, List<Place> places, RedisServer redis, String... settings) {
    this.directory = directory;
    this.places = places;
    this.redis = redis;
    this.settings = new ArrayList<>(Arrays.asList(settings));
    this.settings.add("store.kind=redis");
    this.settings.add("presence.audience=everyone"); // so that everybody is a witness
    this.settings.add("cluster.name=faults-" + UUID.randomUUID());
    this.settings.add("limits.push-rate=100000");
    this.settings.add("limits.action-rate=100000");
  }

  RedisServer redis() {
    return redis;
  }

  /** Starts so many nodes; the first is the oldest. */
  void start(int count) {
    for (int i = 0; i < count; i++) {
      nodes.add(newNode());
    }
    nodes.get(0).launch(settingsOf(nodes.get(0)));
    nodes.get(0).awaitReady();
    List<ClusterNode> rest = nodes.subList(1, count);
    rest.forEach(node -> node.launch(settingsOf(node)));
    rest.forEach(ClusterNode::awaitReady);
    awaitMembers(nodes);
  }

  private ClusterNode newNode() {
    int index = nodes.size();
    Place place = index < places.size() ? places.get(index) : Place.HERE;
    return new ClusterNode("n" + (index + 1), place, directory);
  }

  private List<String> settingsOf(ClusterNode node) {
    List<String> all = new ArrayList<>(settings);
    all.add("store.redis.url=" + "redis://" + node.place().redisHost() + ':' + redis.port());
    all.add(
        "cluster.members="
            + nodes.stream().map(ClusterNode::member).collect(Collectors.joining(",")));
    return all;
  }

  /** A node that was never there before. */
  ClusterNode addNode() {
    ClusterNode node = newNode();
    nodes.add(node);
    restart(node);
    return node;
  }

  /** Starts a node that ended; waits until it is ready. */
  void restart(ClusterNode node) {
    node.launch(settingsOf(node));
    node.awaitReady();
  }

  ClusterNode node(int index) {
    return nodes.get(index);
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  List<ClusterNode> nodesAlive() {
    return nodes.stream().filter(ClusterNode::isAlive).toList();
  }

  private NodeApi anyApi() {
    return nodesAlive().get(0).api();
  }

  /** Waits until each of these knows all of these, and nobody else. */
  static void awaitMembers(List<ClusterNode> members) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Set<Set<String>> views = new HashSet<>();
              members.forEach(node -> views.add(node.api().nodes()));
              assertThat(views)
                  .singleElement()
                  .satisfies(view -> assertThat(view).hasSize(members.size()));
            });
  }

  /** Makes a chat. */
  void chat(String usif, Set<String> members) {
    chats.put(usif, members);
    anyApi().chat(usif, members);
  }

  /**
   * So many users in half as many chats of three; user {@code i} begins at node {@code i} modulo
   * the number of nodes, so that chats span nodes, and of three nodes one has two of them. Every
   * other user is a doctor, whose coming online is announced.
   */
  void talk(int count, Pace pace) {
    for (int chat = 0; chat < count / 2; chat++) {
      int first = 2 * chat;
      chat("c" + chat, Set.of("u" + first, "u" + (first + 1), "u" + (first + 3) % count));
    }
    for (int user = 0; user < count; user++) {
      addUser("u" + user, user % 2 == 0 ? DOCTOR : PATIENT, pace, user);
    }
    awaitConnected();
  }

  /** One more user, a member of the chats that name them. */
  @CanIgnoreReturnValue
  ChatUser addUser(String name, String role, Pace pace, int turn) {
    return add(name, anyApi().token(name, role), pace, this::endpoints, turn);
  }

  /** A second client of a user, with the same token, that pushes nothing and knows one node. */
  ChatUser addClient(ChatUser of, ClusterNode node) {
    return add(of.name(), of.account().token(), Pace.SILENT, () -> List.of(node.endpoint()), 0);
  }

  /** A user without chats who knows one node. */
  ChatUser addWitness(String name, ClusterNode node) {
    String token = anyApi().token(name, DOCTOR);
    return add(name, token, Pace.SILENT, () -> List.of(node.endpoint()), 0);
  }

  private ChatUser add(
      String name, String token, Pace pace, Supplier<List<Endpoint>> endpoints, int turn) {
    List<String> own =
        chats.entrySet().stream()
            .filter(chat -> chat.getValue().contains(name))
            .map(Map.Entry::getKey)
            .toList();
    ChatUser user = new ChatUser(net, new Account(name, token, own), pace, endpoints, turn);
    users.add(user);
    ChatUser.startAll(vertx, List.of(user)).await();
    return user;
  }

  private List<Endpoint> endpoints() {
    return nodes.stream().filter(ClusterNode::isAlive).map(ClusterNode::endpoint).toList();
  }

  List<ChatUser> users() {
    return users;
  }

  List<ChatUser> usersAt(ClusterNode node) {
    String run = node.endpoint().node();
    return users.stream().filter(user -> user.node().equals(run)).toList();
  }

  void awaitConnected() {
    await().atMost(PATIENCE).until(() -> users.stream().allMatch(ChatUser::isConnected));
  }

  /** Waits until each of these has so many more acknowledged. */
  static void awaitMore(List<ChatUser> pushing, int more) {
    Map<ChatUser, Integer> goals = new HashMap<>();
    pushing.forEach(user -> goals.put(user, user.acknowledged().size() + more));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                goals.entrySet().stream()
                    .allMatch(goal -> goal.getKey().acknowledged().size() >= goal.getValue()));
  }

  /** Waits until each of these was told live of so many more messages of others. */
  static void awaitLive(List<ChatUser> listening, int more) {
    Map<ChatUser, Long> goals = new HashMap<>();
    listening.forEach(user -> goals.put(user, user.diary().live() + more));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                goals.entrySet().stream()
                    .allMatch(goal -> goal.getKey().diary().live() >= goal.getValue()));
  }

  /**
   * Waits until every node, asked by clients and by operators, says of every user just what is
   * true: who is connected, and on which connections.
   */
  void awaitTruth() {
    await().atMost(PATIENCE).untilAsserted(this::checkTruth);
  }

  private void checkTruth() {
    Map<String, Set<String>> connections = new TreeMap<>();
    for (ChatUser user : users) {
      Set<String> own = connections.computeIfAbsent(user.name(), name -> new TreeSet<>());
      user.connectionId().ifPresent(own::add);
    }
    Set<String> online =
        connections.keySet().stream()
            .filter(name -> !connections.get(name).isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    String token = users.get(0).account().token();
    for (ClusterNode node : nodesAlive()) {
      assertThat(new TreeSet<>(node.api().online(connections.keySet(), token)))
          .as("online, says %s", node.name())
          .isEqualTo(online);
      connections.forEach(
          (user, own) ->
              assertThat(node.api().connections(user))
                  .as("connections of %s, says %s", user, node.name())
                  .containsExactlyInAnyOrderElementsOf(own));
    }
  }

  /** Ends the load, lets all come to rest, and judges. */
  Verdict judge() {
    settle();
    Verdict verdict = Verdict.NONE;
    for (String usif : chats.keySet()) {
      verdict = verdict.plus(judge(usif));
    }
    for (ChatUser user : users) {
      verdict = verdict.plus(user.faults());
    }
    return verdict.plus(OutOfOrder.of(users));
  }

  /** Ends the load, and fails where the judgement finds anything. */
  Verdict verify() {
    Verdict verdict = judge();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.acknowledged()).isPositive();
    return verdict;
  }

  /** Ends the load, and waits until all that was pushed is everywhere. */
  void settle() {
    users.forEach(ChatUser::stopPushing);
    List<ChatUser> present = users.stream().filter(ChatUser::isConnected).toList();
    await().atMost(PATIENCE).until(() -> present.stream().allMatch(ChatUser::isSettled));
    Future.all(present.stream().map(ChatUser::catchUp).toList()).await();
    await().atMost(PATIENCE).until(() -> present.stream().allMatch(ChatUser::isCaughtUp));
  }

  private Verdict judge(String usif) {
    Oracle oracle =
        new Oracle(
            usif, (name, cid) -> any(user -> user.name().equals(name) && user.made(cid, usif)));
    List<ChatUser> members =
        users.stream().filter(user -> user.account().chats().contains(usif)).toList();
    String token = members.get(0).account().token();
    anyApi().history(usif, token, message -> oracle.stored(Received.of(message)));
    for (ChatUser member : members) {
      member.acknowledged().values().stream()
          .filter(push -> push.usif().equals(usif))
          .forEach(oracle::acknowledged);
      if (member.isConnected()) {
        oracle.holds(member.name(), member.copies().get(usif));
      }
    }
    return oracle.verdict();
  }

  private boolean any(Predicate<ChatUser> predicate) {
    return users.stream().anyMatch(predicate);
  }

  @Override
  public void close() {
    var unused = vertx.close().await();
    nodes.forEach(ClusterNode::close);
    redis.close();
  }
}
