package io.chathub.hub.fault.client;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened to one client. Thread safe. */
public final class Diary {

  private final Collection<PresenceEvent> presence = new ConcurrentLinkedQueue<>();
  private final Collection<Close> closes = new ConcurrentLinkedQueue<>();
  private final Collection<Refused> refusedPushes = new ConcurrentLinkedQueue<>();
  private final Collection<Refused> refusedSignIns = new ConcurrentLinkedQueue<>();
  private final Collection<String> faults = new ConcurrentLinkedQueue<>();
  private final Collection<Late> late = new ConcurrentLinkedQueue<>();
  private final AtomicInteger signIns = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicLong live = new AtomicLong();
  private final AtomicLong liveTwice = new AtomicLong();
  private final AtomicLong caughtUp = new AtomicLong();
  private final AtomicLong longestGap = new AtomicLong();
  private volatile long lastAcknowledged;

  void told(PresenceEvent event) {
    presence.add(event);
  }

  void closed(Close close) {
    closes.add(close);
  }

  void refusedPush(Refused refused) {
    refusedPushes.add(refused);
  }

  void refusedSignIn(Refused refused) {
    refusedSignIns.add(refused);
  }

  void signedIn() {
    signIns.incrementAndGet();
  }

  void reset() {
    resets.incrementAndGet();
  }

  void cameLive(boolean isNew) {
    (isNew ? live : liveTwice).incrementAndGet();
  }

  void cameByCatchUp() {
    caughtUp.incrementAndGet();
  }

  void cameLate(Late message) {
    late.add(message);
  }

  void acknowledged(long now) {
    long before = lastAcknowledged;
    lastAcknowledged = now;
    if (before != 0) {
      longestGap.accumulateAndGet(now - before, Math::max);
    }
  }

  /** Forgets the longest wait so far. */
  public void measureGapFromNow(long now) {
    lastAcknowledged = now;
    longestGap.set(0);
  }

  /** The longest time between two acknowledgements, in nanoseconds. */
  public long longestGap() {
    return longestGap.get();
  }

  public List<PresenceEvent> presence() {
    return List.copyOf(presence);
  }

  public List<Close> closes() {
    return List.copyOf(closes);
  }

  public List<Refused> refusedPushes() {
    return List.copyOf(refusedPushes);
  }

  public List<Refused> refusedSignIns() {
    return List.copyOf(refusedSignIns);
  }

  /** What can not be, seen from one connection alone. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  public int signIns() {
    return signIns.get();
  }

  /** Times that the hub said that its log does not hold what this client does. */
  public int resets() {
    return resets.get();
  }

  /** Messages of others that came by {@code push}. */
  public long live() {
    return live.get();
  }

  /** Those that came so though the client had them. */
  public long liveTwice() {
    return liveTwice.get();
  }

  /** Messages that came by a reconnect or from the history. */
  public long caughtUp() {
    return caughtUp.get();
  }

  /** What came after messages that stand behind it and entered where it did. */
  public List<Late> late() {
    return List.copyOf(late);
  }
}
