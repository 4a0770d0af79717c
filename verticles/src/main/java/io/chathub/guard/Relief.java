package io.chathub.guard;

import io.chathub.guard.GuardMetrics.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has those go who hold most, when too much waits. All event loops count first, then the largest of
 * all are told, until an eighth of the bound is free. One round at a time; what is told to close
 * and still holds much in the next round is cut. Thread safe.
 */
final class Relief {

  private static final Logger LOG = LoggerFactory.getLogger(Relief.class);
  private static final int FREE_SHARE = 8;
  private static final long PAUSE_MS = 20;

  /** Who holds less is not asked to go: there would be too many of them. */
  private static final long WORTH_BYTES = 256;

  private final MemoryBudget budget;
  private final AtomicBoolean isUnderWay = new AtomicBoolean();
  private final RareWarning warning = new RareWarning(LOG);

  Relief(MemoryBudget budget) {
    this.budget = budget;
  }

  private record Holder(Guest guest, long bytes, boolean isSignedIn) {}

  void begin() {
    if (!isUnderWay.compareAndSet(false, true)) {
      return;
    }
    List<Ledger> ledgers = List.copyOf(budget.ledgers());
    List<List<Holder>> found = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(ledgers.size());
    for (Ledger ledger : ledgers) {
      List<Holder> holders = new ArrayList<>();
      found.add(holders);
      run(
          ledger,
          () -> {
            ledger.recount(
                System.nanoTime(),
                guest -> {
                  if (guest.heldBytes() >= WORTH_BYTES) {
                    holders.add(new Holder(guest, guest.heldBytes(), guest.isSignedIn()));
                  }
                });
            if (left.decrementAndGet() == 0) {
              decide(found);
              var unused =
                  ledger
                      .loop()
                      .schedule(() -> isUnderWay.set(false), PAUSE_MS, TimeUnit.MILLISECONDS);
            }
          });
    }
  }

  private static void run(Ledger ledger, Runnable work) {
    ledger.loop().execute(work);
  }

  private void decide(List<List<Holder>> found) {
    List<Holder> largestFirst = new ArrayList<>();
    found.forEach(largestFirst::addAll);
    largestFirst.sort(Comparator.comparingLong(Holder::bytes).reversed());
    long unsigned = excess(budget.unsignedHeld(), budget.unsignedLimit());
    long all = excess(budget.held(), budget.limit());
    int gone = 0;
    for (Holder holder : largestFirst) {
      if (all > 0 || (unsigned > 0 && !holder.isSignedIn)) {
        all -= holder.bytes;
        unsigned -= holder.isSignedIn ? 0 : holder.bytes;
        gone++;
        run(holder.guest.ledger(), () -> holder.guest.evict(Reason.MEMORY));
      }
    }
    if (gone > 0) {
      warning.warn(
          "limits.memory: {} of {} bytes wait; closed those who hold most: {}",
          budget.held(),
          budget.limit(),
          gone);
    }
  }

  /** How much has to go, so that there is room again; 0 where there is no need. */
  private static long excess(long held, long limit) {
    return held > limit ? held - (limit - limit / FREE_SHARE) : 0;
  }
}
