package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivery in a cluster: to the sockets of this node at once, to those of others over their {@link
 * NodeChannel}. Thread safe; each event loop has an {@link Outlet} of its own, and other threads
 * share one. What other nodes send comes from the start of the channel on.
 */
public final class ClusterDelivery implements Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterDelivery.class);
  private static final int SIZE_HINT = 64;
  private static final int FLUSH_LOOK_MS = 20;

  private final VertxInternal vertx;
  private final LocalSockets sockets;
  private final NodeChannel channel;
  private final Membership membership;
  private final Locator locator;
  private final DeliveryLimits limits;
  private final DeliveryMetrics metrics;
  private final LocalDelivery here;
  private final AtomicInteger linkNumbers = new AtomicInteger();
  private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
  private final Loop sharedLoop;

  /** An event loop and what it has for other nodes. */
  private record Loop(ContextInternal context, Outlet outlet) {}

  /** What the delivery of a node stands on. */
  public record Node(
      Vertx vertx,
      LocalSockets sockets,
      NodeChannel channel,
      Membership membership,
      Locator locator,
      MeterRegistry registry) {}

  /**
   * @param loops event loops that deliver; they share the bounds
   */
  public ClusterDelivery(Node node, int loops) {
    this(node, DeliveryLimits.forLoops(loops));
  }

  ClusterDelivery(Node node, DeliveryLimits limits) {
    this.vertx = (VertxInternal) node.vertx;
    this.sockets = node.sockets;
    this.channel = node.channel;
    this.membership = node.membership;
    this.locator = node.locator;
    this.limits = limits;
    this.metrics = new DeliveryMetrics(node.registry);
    this.here = new LocalDelivery(sockets);
    this.sharedLoop = loopOf(vertx.createEventLoopContext().nettyEventLoop());
    channel.serve(NodeChannel.Kind.BATCH, new Inbox(sockets)::take);
    channel.serve(NodeChannel.Kind.BROADCAST, this::heard);
    membership.listen(new MembershipListener());
  }

  @Override
  public Future<List<UserId>> toUsers(Collection<UserId> users, Frame frame, ConnectionId except) {
    List<UserId> absentHere = sockets.deliver(users, frame, except);
    Parcel parcel = new Parcel(frame, List.copyOf(users), except);
    Promise<List<UserId>> absent = promise();
    onLoop(outlet -> outlet.send(parcel, absentHere, absent));
    return absent.future();
  }

  @Override
  public Future<Integer> toAll(Broadcast broadcast) {
    Future<Integer> concerned =
        locator
            .count(broadcast.role())
            .compose(count -> isConnected(broadcast.except()).map(is -> is ? count - 1 : count));
    Future<Integer> concernedHere = here.toAll(broadcast);
    publish(broadcast);
    return concerned.recover(
        failure -> {
          LOG.warn("counted on this node alone, as others cannot be asked", failure);
          return concernedHere;
        });
  }

  private Future<Boolean> isConnected(Optional<UserId> user) {
    return user.isEmpty()
        ? Future.succeededFuture(false)
        : locator.locate(List.of(user.get())).map(found -> !found.isEmpty());
  }

  @Override
  public void announce(Broadcast broadcast) {
    sockets.broadcast(broadcast);
    publish(broadcast);
  }

  @Override
  public void announceHere(Broadcast broadcast) {
    sockets.broadcast(broadcast);
  }

  private void publish(Broadcast broadcast) {
    if (membership.others().isEmpty()) {
      return;
    }
    WireWriter out =
        NodeChannel.begin(NodeChannel.Kind.BROADCAST, SIZE_HINT + broadcast.frame().length());
    BatchCodec.write(out.text(membership.self().value()), broadcast);
    channel.publish(out.toBuffer());
  }

  private Future<Buffer> heard(WireReader content) {
    boolean isOwn = content.text().equals(membership.self().value());
    if (!isOwn) {
      sockets.broadcast(BatchCodec.readBroadcast(content));
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close(CloseOrder order) {
    sockets.close(order);
    Promise<Void> taken = promise();
    onLoop(outlet -> outlet.close(order).onComplete(taken));
    return taken
        .future()
        .timeout(limits.closeMs(), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    Refusal.of(ErrorCode.UNAVAILABLE, "a node has not been told yet")));
  }

  /**
   * Succeeds when other nodes have taken all that was sent, or the time is up: before the node
   * leaves.
   */
  public Future<Void> flush(long withinMs) {
    Promise<Void> flushed = promise();
    lookIfIdle(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs), flushed);
    return flushed.future();
  }

  private void lookIfIdle(long deadlineNanos, Promise<Void> flushed) {
    List<Future<Boolean>> idle = new ArrayList<>();
    for (Loop loop : loops.values()) {
      Promise<Boolean> one = Promise.promise();
      loop.context.emit(loop.outlet, outlet -> one.complete(outlet.isIdle()));
      idle.add(one.future());
    }
    var unused =
        Future.all(idle)
            .onSuccess(
                all -> {
                  boolean isIdle = all.<Boolean>list().stream().allMatch(one -> one);
                  if (isIdle || System.nanoTime() - deadlineNanos > 0) {
                    flushed.complete();
                  } else {
                    after(
                        sharedLoop.context,
                        FLUSH_LOOK_MS,
                        () -> lookIfIdle(deadlineNanos, flushed));
                  }
                });
  }

  /** A promise that completes on the caller's context, where there is one. */
  private static <T> Promise<T> promise() {
    ContextInternal context = ContextInternal.current();
    return context == null ? Promise.promise() : context.promise();
  }

  private void onLoop(Consumer<Outlet> work) {
    ContextInternal current = ContextInternal.current();
    Loop loop =
        current != null && current.owner() == vertx && current.isEventLoopContext()
            ? loopOf(current.nettyEventLoop())
            : sharedLoop;
    loop.context.emit(loop.outlet, work::accept);
  }

  private Loop loopOf(EventLoop eventLoop) {
    return loops.computeIfAbsent(
        eventLoop,
        loop -> {
          ContextInternal context = vertx.contextBuilder().withEventLoop(loop).build();
          return new Loop(context, outlet(context));
        });
  }

  private Outlet outlet(ContextInternal context) {
    return new Outlet(
        membership, locator, limits, node -> link(node, context), System::nanoTime, metrics);
  }

  private NodeLink link(NodeId node, ContextInternal context) {
    int number = linkNumbers.incrementAndGet();
    return new NodeLink(
        limits,
        (batch, items) -> carry(node, new Batch(membership.self(), number, batch, items)),
        (ms, work) -> after(context, ms, work),
        System::nanoTime,
        metrics);
  }

  private Future<Void> carry(NodeId node, Batch batch) {
    int size = batch.items().stream().mapToInt(LinkItem::size).sum();
    WireWriter out = NodeChannel.begin(NodeChannel.Kind.BATCH, SIZE_HINT + size);
    BatchCodec.write(out, batch);
    long sent = System.nanoTime();
    return Future.succeededFuture(out.toBuffer())
        .compose(content -> channel.request(node, content))
        .onSuccess(taken -> metrics.taken(System.nanoTime() - sent))
        .onFailure(
            failure -> LOG.debug("batch not taken node={} cause={}", node, failure.toString()))
        .mapEmpty();
  }

  private static void after(ContextInternal context, long ms, Runnable work) {
    var unused =
        context
            .nettyEventLoop()
            .schedule(() -> context.emit(null, nothing -> work.run()), ms, TimeUnit.MILLISECONDS);
  }

  private void onEachLoop(Consumer<Outlet> work) {
    loops.values().forEach(loop -> loop.context.emit(loop.outlet, work::accept));
  }

  private final class MembershipListener implements Membership.Listener {

    @Override
    public void joined(NodeId node) {
      onEachLoop(outlet -> outlet.joined(node));
    }

    @Override
    public void left(NodeId node) {
      onEachLoop(outlet -> outlet.left(node));
    }

    @Override
    public void rejoined() {
      onEachLoop(outlet -> membership.others().forEach(outlet::joined));
    }
  }
}
