package io.chathub.store.embedded;

import io.chathub.store.embedded.Stage.CommitFirst;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the store. It takes whatever waits, commits it at once and tells
 * everybody: under load one sync serves hundreds. Any thread may submit. At most {@link
 * #WAITING_MAX} changes wait, of {@link #WAITING_BYTES_MAX} bytes about, each for {@link
 * #WAIT_MAX_NANOS} at most; beyond, they fail with {@code UNAVAILABLE} and were not run. Where a
 * commit fails, its changes fail with {@code TIMED_OUT}, since a part may yet come back with the
 * log when it is read again; until the disk takes writes again, which is seen to ({@link Repair}),
 * changes fail with {@code UNAVAILABLE}.
 */
final class Writer {

  static final int WAITING_MAX = 65_536;
  static final long WAIT_MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final long WAITING_BYTES_MAX = 64L << 20;
  private static final long IDLE = Long.MIN_VALUE;
  private static final long IDLE_MAX_MS = 1_000;
  private static final int BATCH_MAX = 1024;
  private static final int BATCH_BYTES_MAX = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final Vertx vertx;
  private final Stage stage;
  private final Complaints complaints;
  private final Ends ends;
  private final LongSupplier nanoTime;
  private final Recovery recovery;
  private final BlockingQueue<Pending<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final List<Pending<?>> batch = new ArrayList<>(BATCH_MAX);
  private final WriterMetrics written;
  private final Thread thread = new Thread(this::run, "chathub-store-writer");
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile long busySinceNanos = IDLE;
  private volatile boolean isClosing;
  private volatile boolean hasEnded;

  /** What comes in the end, on the writer thread. */
  interface Ends {
    /** After the last commit. */
    void closed();

    /** The store takes no changes any more, and everybody is to know why. */
    void givenUp(String why);
  }

  /**
   * @param nanoTime what waiting is measured by
   */
  Writer(
      Vertx vertx,
      Stage stage,
      Repair repair,
      Complaints complaints,
      MeterRegistry metrics,
      LongSupplier nanoTime,
      Ends ends) {
    this.vertx = vertx;
    this.stage = stage;
    this.complaints = complaints;
    this.nanoTime = nanoTime;
    this.ends = ends;
    this.recovery = new Recovery(repair, this::tryWrite, nanoTime);
    written = new WriterMetrics(metrics, waiting);
  }

  void start() {
    thread.start();
  }

  <T> Future<T> submit(Change<T> change) {
    return submit(change, 0);
  }

  /**
   * Runs a change with the next commit.
   *
   * @param bytes that it holds while it waits
   */
  <T> Future<T> submit(Change<T> change, int bytes) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    if (isClosing) {
      return context.failedFuture(Refusals.closed());
    }
    if (isHanging() || waitingBytes.get() + bytes > WAITING_BYTES_MAX) {
      return context.failedFuture(Refusals.unavailable("the store is overloaded"));
    }
    Pending<T> pending = new Pending<>(context, change, nanoTime.getAsLong(), bytes);
    if (!waiting.offer(pending)) {
      return context.failedFuture(Refusals.unavailable("the store is overloaded"));
    }
    waitingBytes.addAndGet(bytes);
    if (hasEnded && waiting.remove(pending)) {
      return context.failedFuture(Refusals.closed());
    }
    return pending.future();
  }

  /** Whether the disk has not answered for longer than anybody waits. */
  private boolean isHanging() {
    long since = busySinceNanos;
    return since != IDLE && nanoTime.getAsLong() - since > WAIT_MAX_NANOS;
  }

  /** Succeeds while changes can be made; where the last commit failed, tries again. */
  Future<Void> check() {
    String why = recovery.why();
    if (recovery.isGivenUp()) {
      return Future.failedFuture(Refusals.unavailable(why));
    }
    if (isClosing) {
      return Future.failedFuture(Refusals.closed());
    }
    if (why != null) {
      return this.<Void>submit(
              stage -> {
                probe(stage);
                return null;
              })
          .recover(failed -> Future.failedFuture(Refusals.unavailable("cannot write: " + why)));
    }
    if (isHanging()) {
      return Future.failedFuture(Refusals.unavailable("the disk does not answer"));
    }
    return waiting.remainingCapacity() == 0
        ? Future.failedFuture(Refusals.unavailable("the store is overloaded"))
        : Future.succeededFuture();
  }

  /** Takes no more; what was accepted is still done. */
  void close() {
    // In place of an interrupt, which would close the files that the thread has open.
    var wake = submit(stage -> null);
    isClosing = true;
    LOG.debug("closing, woken={}", wake.isComplete());
  }

  private void run() {
    try {
      while (!isClosing) {
        Pending<?> next = waiting.poll(IDLE_MAX_MS, TimeUnit.MILLISECONDS);
        if (next != null) {
          collect(next);
        } else {
          var unused = isAccepting(); // sees, and mends, without being asked
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("nobody interrupts this thread: it ends", e);
    }
    drain();
    hasEnded = true;
    drain(); // what a submit put in between
    ends.closed();
  }

  private void drain() {
    for (Pending<?> next = waiting.poll(); next != null; next = waiting.poll()) {
      collect(next);
    }
  }

  private void collect(Pending<?> first) {
    long now = nanoTime.getAsLong();
    busySinceNanos = now;
    boolean isAccepting = isAccepting();
    Pending<?> next = first;
    while (next != null) {
      waitingBytes.addAndGet(-next.bytes());
      if (isAccepting) {
        add(next, now);
      } else {
        next.fail(Refusals.unavailable("the store cannot write"));
        batch.add(next);
        recovery.refused();
      }
      boolean isFull = batch.size() >= BATCH_MAX || stage.bytes() >= BATCH_BYTES_MAX;
      next = isFull ? null : waiting.poll();
    }
    commit();
  }

  private void add(Pending<?> pending, long now) {
    if (pending.waitedNanos(now) > WAIT_MAX_NANOS) {
      pending.fail(Refusals.unavailable("the store is overloaded"));
    } else if (!run(pending)) {
      commit();
      if (!run(pending)) {
        pending.fail(new IllegalStateException("a change asks for a commit right after one"));
      }
    }
    batch.add(pending);
  }

  /** Runs it, and gives false where it needs a commit first. */
  private boolean run(Pending<?> pending) {
    stage.begin();
    try {
      pending.apply(stage);
      stage.accept();
    } catch (CommitFirst e) {
      stage.undo();
      return false;
    } catch (DatabaseFailure e) {
      stage.undo();
      complaints.failed(e);
      pending.fail(Refusals.unavailable("the store cannot read"));
    } catch (Unreadable e) {
      stage.undo();
      complaints.unreadable(e.getMessage(), e);
      pending.fail(Refusals.cannotBeRead());
    } catch (RuntimeException | Error e) {
      stage.undo();
      pending.fail(e);
    }
    return true;
  }

  private void commit() {
    if (!stage.isEmpty()) {
      busySinceNanos = nanoTime.getAsLong();
      long start = System.nanoTime();
      try {
        stage.commit();
        recovery.succeeded();
      } catch (DatabaseFailure e) {
        recovery.failed(e);
        stage.forget();
        batch.forEach(pending -> pending.fail(Refusals.timedOut()));
      } catch (RuntimeException | Error e) {
        batch.forEach(pending -> pending.fail(e));
      }
      written.committed(System.nanoTime() - start, batch.size());
    }
    stage.clear();
    busySinceNanos = IDLE; // before anybody hears that it is over
    tell();
  }

  private void tell() {
    Map<ContextInternal, List<Pending<?>>> byContext = new HashMap<>();
    for (Pending<?> pending : batch) {
      byContext.computeIfAbsent(pending.context(), context -> new ArrayList<>()).add(pending);
    }
    batch.clear();
    byContext.forEach(
        (context, outcomes) -> {
          try {
            context.runOnContext(go -> outcomes.forEach(Pending::complete));
          } catch (RejectedExecutionException e) {
            LOG.debug("nobody is left to be told outcomes={}", outcomes.size(), e);
          }
        });
  }

  private boolean isAccepting() {
    try {
      return recovery.isAccepting();
    } catch (Repair.GivenUp e) {
      ends.givenUp(e.getMessage());
      return false;
    }
  }

  private void tryWrite() {
    try {
      stage.begin();
      probe(stage);
      stage.accept();
      stage.commit();
    } finally {
      stage.clear();
    }
  }

  private static void probe(Stage stage) {
    stage.put(Column.META, Keys.META_PROBE, new RecordWriter());
  }
}
