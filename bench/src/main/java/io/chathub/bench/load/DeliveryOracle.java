package io.chathub.bench.load;

import java.util.BitSet;

/**
 * Judges the messages of one sender in one chat, numbered from 1: every acknowledged one must have
 * reached the peer exactly once, and in the order of their numbers. Not thread safe: owned by the
 * generator's loop. Takes three bits a message.
 */
public final class DeliveryOracle {

  private final BitSet acknowledged = new BitSet();
  private final BitSet refused = new BitSet();
  private final BitSet delivered = new BitSet();
  private int highest; // 0 until the first delivery
  private long doubled;
  private long reordered;

  /** The sender was told that the message is safe. */
  public void acknowledged(int number) {
    acknowledged.set(number);
  }

  /** The sender was told that the message wasn't taken; it may yet be acknowledged. */
  public void refused(int number) {
    refused.set(number);
  }

  /** The peer got the message. */
  public void delivered(int number) {
    if (delivered.get(number)) {
      doubled++;
      return;
    }
    delivered.set(number);
    if (number < highest) {
      reordered++;
    } else {
      highest = number;
    }
  }

  /** How many of the messages up to this one were neither acknowledged nor refused. */
  public int unanswered(int sent) {
    BitSet answered = (BitSet) acknowledged.clone();
    answered.or(refused);
    return sent - answered.cardinality();
  }

  /** The judgement, once nothing more is under way. */
  public Verdict verdict() {
    BitSet lost = (BitSet) acknowledged.clone();
    lost.andNot(delivered);
    return new Verdict(lost.cardinality(), doubled, reordered);
  }
}
