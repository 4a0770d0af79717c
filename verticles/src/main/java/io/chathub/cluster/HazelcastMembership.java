package io.chathub.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of the Hazelcast cluster that are nodes of the hub, by an attribute that says so.
 * Thread safe; what changes is told on one thread of its own.
 */
public final class HazelcastMembership implements Membership, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastMembership.class);
  private static final String NODE = "chathub.node";

  private final NodeId self;
  private final Cluster cluster;
  private final HazelcastInstance hazelcast;
  private final ExecutorService thread;
  private final UUID membershipListener;
  private final UUID lifecycleListener;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<UUID, Member> members = new LinkedHashMap<>(); // owned by the thread
  private volatile Set<NodeId> others = Set.of();

  /**
   * @param hazelcast a member that was {@link #configure configured} as this node
   */
  public HazelcastMembership(HazelcastInstance hazelcast, NodeId self) {
    this.self = self;
    this.hazelcast = hazelcast;
    this.cluster = hazelcast.getCluster();
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "chathub-membership-" + self);
              made.setDaemon(true);
              return made;
            });
    this.others = nodes(cluster.getMembers());
    this.membershipListener = cluster.addMembershipListener(new Changes());
    this.lifecycleListener = hazelcast.getLifecycleService().addLifecycleListener(this::lived);
  }

  /** Has a member say which node of the hub it is. */
  public static void configure(Config config, NodeId self) {
    config.getMemberAttributeConfig().setAttribute(NODE, self.value());
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public Set<NodeId> others() {
    return others;
  }

  /** Hazelcast lists its members in the order in which they joined. */
  @Override
  public boolean isOldest() {
    try {
      for (Member member : cluster.getMembers()) {
        Optional<NodeId> node = node(member);
        if (node.isPresent()) {
          return node.get().equals(self);
        }
      }
    } catch (HazelcastInstanceNotActiveException e) {
      LOG.debug("asked for the oldest while stopping", e);
    }
    return false;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Tells nothing more. Before Hazelcast is shut down, or after. */
  @Override
  public void close() {
    if (hazelcast.getLifecycleService().isRunning()) {
      cluster.removeMembershipListener(membershipListener);
      hazelcast.getLifecycleService().removeLifecycleListener(lifecycleListener);
    }
    thread.shutdown();
  }

  private final class Changes implements InitialMembershipListener {

    @Override
    public void init(InitialMembershipEvent event) {
      onThread(() -> initial(event.getMembers()));
    }

    @Override
    public void memberAdded(MembershipEvent event) {
      onThread(() -> added(event.getMember()));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      onThread(() -> removed(event.getMember()));
    }
  }

  private void lived(LifecycleEvent event) {
    if (event.getState() == LifecycleState.MERGED) {
      onThread(this::merged);
    }
  }

  private void onThread(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("a change of members after the end", e);
    }
  }

  private void initial(Collection<Member> now) {
    now.forEach(member -> members.put(member.getUuid(), member));
    noteNodes();
  }

  private void added(Member member) {
    if (members.put(member.getUuid(), member) == null) {
      noteNodes();
      tellOther(member, (listener, node) -> listener.joined(node));
    }
  }

  private void removed(Member member) {
    if (members.remove(member.getUuid()) != null) {
      noteNodes();
      tellOther(member, (listener, node) -> listener.left(node));
    }
  }

  /** Members of a smaller part get no word of those who they lost with it: compared, then. */
  private void merged() {
    Set<Member> now = cluster.getMembers();
    for (Member before : List.copyOf(members.values())) {
      if (now.stream().noneMatch(member -> member.getUuid().equals(before.getUuid()))) {
        removed(before);
      }
    }
    now.forEach(this::added);
    tell(Listener::rejoined);
  }

  private void noteNodes() {
    others = nodes(members.values());
    LOG.info(
        "cluster nodes={} members={} {}",
        others.size() + 1,
        members.size(),
        members.values().stream().map(HazelcastMembership::described).toList());
  }

  private static String described(Member member) {
    return node(member).map(NodeId::value).orElse("a service") + '@' + member.getAddress();
  }

  private Set<NodeId> nodes(Collection<Member> of) {
    Set<NodeId> nodes = new HashSet<>();
    of.forEach(member -> node(member).ifPresent(nodes::add));
    nodes.remove(self);
    return Set.copyOf(nodes);
  }

  private static Optional<NodeId> node(Member member) {
    return Optional.ofNullable(member.getAttribute(NODE)).map(NodeId::new);
  }

  private interface Telling {
    void tell(Listener listener, NodeId node);
  }

  private void tellOther(Member member, Telling telling) {
    node(member)
        .filter(node -> !node.equals(self))
        .ifPresent(node -> tell(listener -> telling.tell(listener, node)));
  }

  private void tell(Consumer<Listener> telling) {
    for (Listener listener : listeners) {
      try {
        telling.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a change of the cluster's members is not taken in", e);
      }
    }
  }
}
