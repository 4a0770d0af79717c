package io.chathub.bench.compare;

import java.util.List;
import java.util.OptionalDouble;

/** The middle of some values; of an even number, the mean of the middle two. */
final class Median {

  private Median() {}

  static OptionalDouble of(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    double upper = sorted.get(half);
    double lower = sorted.size() % 2 == 1 ? upper : sorted.get(half - 1);
    return OptionalDouble.of((lower + upper) / 2);
  }
}
