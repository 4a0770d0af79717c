package io.chathub.guard;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets answers that may become large be made, and large bodies be taken, as many at a time as there
 * is memory for; the others wait for their turn, for a while. Those who wait take turns, whoever
 * wants much waits for itself. Not thread safe: owned by the event loop.
 */
public final class Readings {

  /** What the making of an answer takes at most: read, encoded, and copied for the network. */
  private static final long BYTES_MAX = 1024 * 1024;

  /** Of the bound, at most, where that is small. */
  private static final int SHARE = 16;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WAITING_MAX = 4_096;

  /** Somebody who wants to read. One of the two is called, once. */
  public interface Reader {

    /** {@link #done} is to be called when it is over, which may be at once. */
    void read();

    void refused();
  }

  private record Waiting(Reader reader, long sinceNanos) {}

  private final Ledger ledger;
  private final long bytes;
  private final Map<Object, ArrayDeque<Waiting>> waiting = new LinkedHashMap<>(); // next first
  private int waitingCount;
  private int underWay;
  private boolean isGoingOn;

  Readings(Ledger ledger) {
    this.ledger = ledger;
    this.bytes = Math.min(BYTES_MAX, ledger.budget().limit() / SHARE);
  }

  /**
   * @param who takes turns with the others
   */
  public void begin(Object who, Reader reader) {
    if (waiting.isEmpty() && hasRoom()) {
      start(reader);
    } else if (waitingCount < WAITING_MAX) {
      waiting
          .computeIfAbsent(who, w -> new ArrayDeque<>(2))
          .add(new Waiting(reader, System.nanoTime()));
      waitingCount++;
    } else {
      reader.refused();
    }
  }

  /** The answer of one that began is there, whatever it is. */
  public void done() {
    underWay--;
    ledger.answered(bytes);
    goOn();
  }

  /** One at a time is always possible. */
  private boolean hasRoom() {
    return underWay == 0 || (underWay + 1) * bytes <= ledger.budget().readingLimit();
  }

  private void start(Reader reader) {
    underWay++;
    ledger.asked(bytes);
    reader.read();
  }

  private void goOn() {
    if (isGoingOn) {
      return; // Somebody was done at once.
    }
    isGoingOn = true;
    try {
      while (!waiting.isEmpty() && hasRoom()) {
        Iterator<Map.Entry<Object, ArrayDeque<Waiting>>> first = waiting.entrySet().iterator();
        Map.Entry<Object, ArrayDeque<Waiting>> next = first.next();
        ArrayDeque<Waiting> own = next.getValue();
        Object who = next.getKey();
        first.remove();
        Waiting one = own.remove();
        waitingCount--;
        if (!own.isEmpty()) {
          waiting.put(who, own);
        }
        start(one.reader);
      }
    } finally {
      isGoingOn = false;
    }
  }

  void tick(long nowNanos) {
    goOn();
    Iterator<ArrayDeque<Waiting>> all = waiting.values().iterator();
    ArrayDeque<Waiting> late = new ArrayDeque<>();
    while (all.hasNext()) {
      ArrayDeque<Waiting> own = all.next();
      Waiting first;
      while ((first = own.peek()) != null && nowNanos - first.sinceNanos > PATIENCE_NANOS) {
        late.add(own.remove());
        waitingCount--;
      }
      if (own.isEmpty()) {
        all.remove();
      }
    }
    late.forEach(one -> one.reader.refused());
  }
}
