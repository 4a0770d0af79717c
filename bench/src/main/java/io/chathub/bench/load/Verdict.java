package io.chathub.bench.load;

/** What went wrong with delivery: acknowledged but never delivered, twice, or out of order. */
public record Verdict(long lost, long doubled, long reordered) {

  public static final Verdict CLEAN = new Verdict(0, 0, 0);

  public Verdict plus(Verdict other) {
    return new Verdict(lost + other.lost, doubled + other.doubled, reordered + other.reordered);
  }
}
