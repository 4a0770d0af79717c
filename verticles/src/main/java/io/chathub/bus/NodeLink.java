package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The way from one event loop to one other node: what waits goes as one batch, and the next batch
 * goes when the node has taken the one before, so order is kept, and batches grow with the load.
 * Not thread safe: owned by its event loop.
 *
 * <p>A batch that the node did not take is sent again as it is, under the same number, so that a
 * node that took it, and whose word was lost, does not do it twice. It is not sent elsewhere
 * instead: who connected elsewhere after the users were looked up came after the message was
 * stored, and finds it by replay. After a while frames are given up, close orders never. Whoever
 * misses a frame for good is owed a close, which is sent as soon as the node takes anything again.
 */
final class NodeLink {

  private final DeliveryLimits limits;
  private final Carrier carrier;
  private final Scheduler scheduler;
  private final LongSupplier nanos;
  private final DeliveryMetrics metrics;

  private final Deque<LinkItem> waiting = new ArrayDeque<>();
  private final Debt debt;
  private List<LinkItem> inFlight = List.of();
  private long number; // of the batch in flight, or the last one
  private long triedSince; // nanoseconds, of the batch in flight
  private long bytes; // waiting or in flight
  private boolean isEnded;

  /** Carries a batch to the node. */
  @FunctionalInterface
  interface Carrier {

    /** Succeeds, on the link's event loop, when the node has taken it; fails within seconds. */
    Future<Void> carry(long number, List<LinkItem> batch);
  }

  /** What a node that is gone has not taken, in order, and who is owed a close. */
  record Rest(List<LinkItem> items, Debt debt) {}

  NodeLink(
      DeliveryLimits limits,
      Carrier carrier,
      Scheduler scheduler,
      LongSupplier nanos,
      DeliveryMetrics metrics) {
    this.limits = limits;
    this.carrier = carrier;
    this.scheduler = scheduler;
    this.nanos = nanos;
    this.metrics = metrics;
    this.debt = new Debt(limits.owedUsers());
  }

  /** Sends an item after all that was sent before. Beyond the link's bound it is given up. */
  void send(LinkItem item) {
    if (bytes + item.size() > limits.linkBytes()) {
      giveUp(item);
      payDebt();
      return;
    }
    waiting.add(item);
    count(item.size());
    sendNext();
  }

  /** These users missed something. */
  void owe(Collection<UserId> users) {
    debt.owe(users);
    payDebt();
  }

  /** These users, or all, missed something. */
  void owe(Debt missed) {
    debt.takeOver(missed);
    payDebt();
  }

  /** Whether the node has taken all that was sent. */
  boolean isIdle() {
    return inFlight.isEmpty() && waiting.isEmpty();
  }

  /** The node is gone: nothing is sent any more. */
  Rest end() {
    isEnded = true;
    List<LinkItem> items = new ArrayList<>(inFlight);
    items.addAll(waiting);
    items.forEach(NodeLink::done);
    count(-bytes);
    inFlight = List.of();
    waiting.clear();
    return new Rest(items, debt);
  }

  private void sendNext() {
    if (!inFlight.isEmpty() || waiting.isEmpty() || isEnded) {
      return;
    }
    List<LinkItem> batch = new ArrayList<>();
    int size = 0;
    do {
      LinkItem item = waiting.remove();
      size += item.size();
      batch.add(item);
    } while (!waiting.isEmpty() && size + waiting.element().size() <= limits.batchBytes());
    inFlight = batch;
    number++;
    triedSince = nanos.getAsLong();
    metrics.sent(batch.size());
    carry();
  }

  private void carry() {
    long tried = number;
    carrier
        .carry(number, inFlight)
        .onComplete(
            taken -> ifStillOf(tried, this::taken), failed -> ifStillOf(tried, this::failed));
  }

  private void ifStillOf(long tried, Runnable then) {
    if (!isEnded && tried == number && !inFlight.isEmpty()) {
      then.run();
    }
  }

  private void taken() {
    for (LinkItem item : inFlight) {
      count(-item.size());
      done(item);
    }
    inFlight = List.of();
    payDebt();
    sendNext();
  }

  private void failed() {
    if (nanos.getAsLong() - triedSince > TimeUnit.MILLISECONDS.toNanos(limits.giveUpMs())) {
      giveUpFrames();
    }
    if (inFlight.isEmpty()) {
      payDebt();
      sendNext();
      return;
    }
    long tried = number;
    scheduler.after(limits.pauseMs(), () -> ifStillOf(tried, this::carryAgain));
  }

  private void carryAgain() {
    metrics.resent();
    carry();
  }

  private void giveUpFrames() {
    List<LinkItem> orders = new ArrayList<>();
    for (LinkItem item : inFlight) {
      if (item instanceof LinkItem.Deliver) {
        count(-item.size());
        giveUp(item);
      } else {
        orders.add(item);
      }
    }
    inFlight = orders;
  }

  private void giveUp(LinkItem item) {
    metrics.givenUp();
    if (item instanceof LinkItem.Deliver deliver) {
      debt.owe(deliver.parcel().users());
    } else if (item instanceof LinkItem.Close close) {
      debt.owe(List.of(close.order().user()));
      if (close.taken() != null) {
        close.taken().tryFail(Refusal.of(ErrorCode.UNAVAILABLE, "a node takes no more orders"));
      }
    } else {
      debt.oweAll();
    }
  }

  /** Not while a batch is stuck: what is owed has a bound, what waits would grow. */
  private void payDebt() {
    if (!debt.isEmpty() && inFlight.isEmpty() && !isEnded) {
      for (LinkItem order : debt.pay()) {
        waiting.addFirst(order);
        count(order.size());
      }
      sendNext();
    }
  }

  private void count(long change) {
    bytes += change;
    metrics.waiting(change);
  }

  private static void done(LinkItem item) {
    if (item instanceof LinkItem.Close close && close.taken() != null) {
      close.taken().tryComplete();
    }
  }
}
