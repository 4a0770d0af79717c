package io.chathub.guard;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Lets answers that may become large be made, as many at a time as the memory has room for; the
 * others wait for their turn, for a while. Not thread safe: owned by the event loop.
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

    /** {@link #done} is to be called when the answer is there. */
    void read();

    void refused();
  }

  private record Waiting(Reader reader, long sinceNanos) {}

  private final Ledger ledger;
  private final long bytes;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;

  Readings(Ledger ledger) {
    this.ledger = ledger;
    this.bytes = Math.min(BYTES_MAX, ledger.budget().limit() / SHARE);
  }

  public void begin(Reader reader) {
    if (waiting.isEmpty() && hasRoom()) {
      start(reader);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add(new Waiting(reader, System.nanoTime()));
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
    if (underWay == 0) {
      ledger.noteAsked(bytes);
      return true;
    }
    return ledger.ask(bytes);
  }

  private void start(Reader reader) {
    underWay++;
    reader.read();
  }

  private void goOn() {
    while (!waiting.isEmpty() && hasRoom()) {
      start(waiting.remove().reader);
    }
  }

  void tick(long nowNanos) {
    goOn();
    Waiting first;
    while ((first = waiting.peek()) != null && nowNanos - first.sinceNanos > PATIENCE_NANOS) {
      waiting.remove().reader.refused();
    }
  }
}
