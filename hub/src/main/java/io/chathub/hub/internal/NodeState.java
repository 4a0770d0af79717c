package io.chathub.hub.internal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who this node is and how far it is with its life. Thread safe. */
public final class NodeState {

  private final String id;
  private final String version;
  private final long startedNanos = System.nanoTime();
  private final Promise<Void> drainAsked = Promise.promise();
  private volatile Phase phase = Phase.STARTING;
  private volatile boolean hasFailed;
  private volatile String whyLost; // null while it is of use, or where nobody said why

  /** What a node goes through, in this order. */
  public enum Phase {
    STARTING,
    READY,
    DRAINING
  }

  public NodeState(String id, String version) {
    this.id = id;
    this.version = version;
  }

  public String id() {
    return id;
  }

  public String version() {
    return version;
  }

  public long uptimeMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
  }

  public Phase phase() {
    return phase;
  }

  public void enter(Phase next) {
    phase = next;
  }

  /** Asks whoever runs this node to drain it, and stop. A repeat changes nothing. */
  public void askToDrain() {
    drainAsked.tryComplete();
  }

  /** Asks the same because the node is of no use any more: the process is to end as failed. */
  public void giveUp() {
    hasFailed = true;
    askToDrain();
  }

  /** The same, with why in words: the process does not count as alive until its end. */
  public void giveUp(String why) {
    whyLost = why;
    giveUp();
  }

  /** Why the process will not be of use again. */
  public Optional<String> whyLost() {
    return Optional.ofNullable(whyLost);
  }

  public boolean hasFailed() {
    return hasFailed;
  }

  /** Succeeds when somebody asked to drain. */
  public Future<Void> drainAsked() {
    return drainAsked.future();
  }
}
