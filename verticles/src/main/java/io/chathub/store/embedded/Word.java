package io.chathub.store.embedded;

/** A number of up to 48 bits with a check of 16 in one word: it is written whole or not at all. */
final class Word {

  private static final int CHECK_BITS = 16;
  private static final long CHECK = (1L << CHECK_BITS) - 1;

  private Word() {}

  /**
   * @param at where it stands: a word is good there alone
   */
  static long of(long value, long at) {
    return value << CHECK_BITS | check(value, at);
  }

  /** The number, 0 where nothing was ever written, or -1 where the word is damaged. */
  static long read(long word, long at) {
    long value = word >>> CHECK_BITS;
    return word == 0 || (word & CHECK) == check(value, at) ? value : -1;
  }

  /** The finalizer of SplitMix64. */
  private static long check(long value, long at) {
    long mixed = value + at * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return (mixed ^ (mixed >>> 31)) & CHECK;
  }
}
