package io.chathub.store.embedded;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store takes changes, and the way back to where it does. Owned by the writer thread;
 * {@link #why} and {@link #isGivenUp} are thread safe.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Repair repair;
  private final Trial trial;
  private final Outage outage;
  private volatile boolean isGivenUp;
  private DatabaseFailure failure; // the last one of this outage

  /** A small change, to see whether it is taken. */
  interface Trial {
    /**
     * @throws DatabaseFailure where it is not
     */
    void run();
  }

  Recovery(Repair repair, Trial trial, LongSupplier nanoTime) {
    this.repair = repair;
    this.trial = trial;
    this.outage = new Outage(nanoTime);
  }

  /** Why nothing can be written, in words, or null where it can. */
  String why() {
    return outage.why();
  }

  /** No change will be taken any more. */
  boolean isGivenUp() {
    return isGivenUp;
  }

  void failed(DatabaseFailure e) {
    failure = e;
    outage.begin(e.getMessage());
  }

  void succeeded() {
    outage.over();
  }

  void refused() {
    outage.refused(1);
  }

  /**
   * Whether changes can be made; where not, does what can be done about it.
   *
   * @throws Repair.GivenUp once, where it is for good
   */
  boolean isAccepting() {
    if (isGivenUp) {
      return false;
    }
    try {
      Optional<String> obstacle = repair.obstacle();
      if (obstacle.isPresent()) {
        failed(new DatabaseFailure(obstacle.get()));
        return false;
      }
      return outage.why() == null || canWrite() || (repair.attempt(failure) && canWrite());
    } catch (Repair.GivenUp e) {
      outage.begin(e.getMessage());
      LOG.error("the store is given up: {}", e.getMessage());
      isGivenUp = true;
      throw e;
    }
  }

  private boolean canWrite() {
    try {
      trial.run();
      outage.over();
      return true;
    } catch (DatabaseFailure e) {
      failed(e);
      return false;
    }
  }
}
