package io.chathub.bench.load;

/** The bounds of what a command may be asked for, so that every run ends. */
final class Bounds {

  private Bounds() {}

  /**
   * @throws IllegalArgumentException naming the option, where the value is outside
   */
  static void check(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(option + " is " + value + ", not " + min + ".." + max);
    }
  }
}
