package io.chathub.bus;

import io.chathub.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one event loop has for other nodes: finds who is where, and hands over in the order in which
 * it was asked, however long each look-up takes. Not thread safe: owned by its event loop.
 *
 * <p>Where users cannot be found, all other nodes get the frame, and drop it for those whom they do
 * not have.
 */
final class Outlet {

  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

  private final Membership membership;
  private final Locator locator;
  private final DeliveryLimits limits;
  private final Function<NodeId, NodeLink> links;
  private final DeliveryMetrics metrics;
  private final RareLog rareLog;

  private final Map<NodeId, NodeLink> linkOf = new HashMap<>();
  private final Queue<Pending> pending = new ArrayDeque<>();
  private final SplitMemory memory;
  private long pendingBytes;

  /** A parcel whose users are being looked for. */
  private static final class Pending {
    final LinkItem.Deliver item;
    final List<UserId> absentHere;
    final Promise<List<UserId>> absent;
    boolean isAnswered;
    Optional<Map<UserId, Set<NodeId>>> located = Optional.empty();

    Pending(LinkItem.Deliver item, List<UserId> absentHere, Promise<List<UserId>> absent) {
      this.item = item;
      this.absentHere = absentHere;
      this.absent = absent;
    }
  }

  /**
   * @param links makes a link to a node
   */
  Outlet(
      Membership membership,
      Locator locator,
      DeliveryLimits limits,
      Function<NodeId, NodeLink> links,
      LongSupplier nanos,
      DeliveryMetrics metrics) {
    this.membership = membership;
    this.locator = locator;
    this.limits = limits;
    this.links = links;
    this.metrics = metrics;
    this.rareLog = new RareLog(LOG, nanos);
    this.memory = new SplitMemory(limits, nanos);
  }

  /**
   * To whoever of the users is on another node.
   *
   * @param absentHere who of them is not on this node
   * @param absent gets who of these is nowhere
   */
  void send(Parcel parcel, List<UserId> absentHere, Promise<List<UserId>> absent) {
    if (membership.others().isEmpty() && !memory.isOpen()) {
      absent.complete(absentHere);
      return;
    }
    LinkItem.Deliver item = new LinkItem.Deliver(parcel);
    if (pendingBytes + item.size() > limits.locatingBytes()) {
      giveUp(item);
      absent.complete(List.of());
      return;
    }
    Pending next = new Pending(item, absentHere, absent);
    pending.add(next);
    pendingBytes += item.size();
    locate(parcel.users())
        .onComplete(
            located -> answered(next, Optional.of(located)),
            failure -> {
              metrics.unlocated();
              rareLog.warn(
                  "users are not found, so all nodes are sent to cause={}", failure.toString());
              answered(next, Optional.empty());
            });
  }

  private Future<Map<UserId, Set<NodeId>>> locate(Collection<UserId> users) {
    return Future.succeededFuture(users).compose(locator::locate);
  }

  private void answered(Pending one, Optional<Map<UserId, Set<NodeId>>> located) {
    one.isAnswered = true;
    one.located = located;
    while (!pending.isEmpty() && pending.element().isAnswered) {
      Pending next = pending.remove();
      pendingBytes -= next.item.size();
      handOver(next);
    }
  }

  private void handOver(Pending next) {
    takeBack();
    if (next.located.isEmpty()) {
      sendToAll(next.item);
      next.absent.complete(List.of());
      return;
    }
    Map<UserId, Set<NodeId>> located = next.located.get();
    memory.keep(next.item);
    Set<NodeId> settling = memory.settling();
    for (NodeId node : settling) {
      sendTo(node, next.item);
    }
    byNode(next.item.parcel(), located)
        .forEach(
            (node, users) -> {
              if (!settling.contains(node)) {
                sendTo(node, new LinkItem.Deliver(forUsers(next.item.parcel(), users)));
              }
            });
    next.absent.complete(absent(next.absentHere, located));
  }

  /** The users that each other node has. */
  private Map<NodeId, List<UserId>> byNode(Parcel parcel, Map<UserId, Set<NodeId>> located) {
    Map<NodeId, List<UserId>> byNode = new LinkedHashMap<>();
    for (UserId user : parcel.users()) {
      for (NodeId node : located.getOrDefault(user, Set.of())) {
        if (!node.equals(membership.self())) {
          byNode.computeIfAbsent(node, n -> new ArrayList<>(2)).add(user);
        }
      }
    }
    return byNode;
  }

  private static Parcel forUsers(Parcel parcel, List<UserId> users) {
    return new Parcel(parcel.frame(), users, parcel.except());
  }

  private static List<UserId> absent(List<UserId> absentHere, Map<UserId, Set<NodeId>> located) {
    List<UserId> absent = new ArrayList<>(absentHere);
    absent.removeIf(user -> !located.getOrDefault(user, Set.of()).isEmpty());
    return absent;
  }

  private void sendToAll(LinkItem item) {
    takeBack();
    memory.keep(item);
    for (NodeId node : membership.others()) {
      sendTo(node, item);
    }
  }

  private void sendTo(NodeId node, LinkItem item) {
    if (membership.others().contains(node)) {
      linkTo(node).send(item);
    } else if (!memory.isAway(node)) {
      left(node);
      memory.keep(node, item);
    }
  }

  /** Too much is being looked for: whoever has these users is to send them away. */
  private void giveUp(LinkItem.Deliver item) {
    metrics.givenUp();
    rareLog.warn("too much waits for users to be found bytes={}", pendingBytes);
    takeBack();
    memory.keep(item);
    for (NodeId node : membership.others()) {
      linkTo(node).owe(item.parcel().users());
    }
  }

  /** To every other node. Succeeds when those that are there have taken it. */
  Future<Void> close(CloseOrder order) {
    takeBack();
    memory.keep(new LinkItem.Close(order, null));
    List<Future<Void>> taken = new ArrayList<>();
    for (NodeId node : membership.others()) {
      Promise<Void> one = Promise.promise();
      linkTo(node).send(new LinkItem.Close(order, one));
      taken.add(one.future());
    }
    return Future.all(taken).mapEmpty();
  }

  /** A node is there; it may have been there before. */
  void joined(NodeId node) {
    var unused = linkTo(node);
  }

  /** A node that is back, of which this loop has not heard yet, is not to be kept for any more. */
  private void takeBack() {
    for (NodeId node : membership.others()) {
      if (memory.isAway(node)) {
        joined(node);
      }
    }
  }

  private NodeLink linkTo(NodeId node) {
    NodeLink link = linkOf.get(node);
    if (link == null) {
      link = links.apply(node);
      linkOf.put(node, link);
      NodeLink first = link;
      memory
          .returned(node)
          .ifPresent(
              rest -> {
                first.owe(rest.debt());
                rest.items().forEach(first::send);
              });
    }
    return link;
  }

  void left(NodeId node) {
    NodeLink link = linkOf.remove(node);
    NodeLink.Rest nothing = new NodeLink.Rest(List.of(), new Debt(limits.owedUsers()));
    memory.left(node, link == null ? nothing : link.end());
  }

  /** Whether other nodes have taken all that was sent. */
  boolean isIdle() {
    return pending.isEmpty() && linkOf.values().stream().allMatch(NodeLink::isIdle);
  }
}
