package io.chathub.hub.config;

/**
 * Something in the configuration that has to be put right.
 *
 * @param what the key, with its value where that may be shown
 * @param source where it was said
 * @param rule what it has to be
 */
public record Problem(String what, String source, String rule) {

  static Problem of(Key<?> key, String shown, String source, String rule) {
    return new Problem(key.name() + " = " + (shown.isEmpty() ? "(empty)" : shown), source, rule);
  }

  @Override
  public String toString() {
    return what + " (" + source + "): " + rule;
  }
}
