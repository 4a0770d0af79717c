package io.chathub.hub.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The value of every key, and what is wrong with those that were given. A value that is refused
 * goes back to the default, so that the rest can be looked at. Not thread safe.
 */
final class Values {

  private final Map<Key<?>, Object> values = new HashMap<>();
  private final Map<Key<?>, Given> givens = new HashMap<>();
  private final List<Problem> problems;

  Values(List<Problem> problems) {
    this.problems = problems;
    Keys.ALL.forEach(key -> values.put(key, key.byDefault()));
  }

  /** Takes what was given, over what was given before. */
  void take(Given given) {
    Optional<Key<?>> key = Keys.byName(given.name());
    if (key.isEmpty()) {
      // Without the value: it may be a secret under a name with a slip.
      problems.add(
          new Problem(given.name(), given.source(), "unknown key" + nearest(given.name())));
      return;
    }
    givens.put(key.get(), given);
  }

  /** Reads all that was given, and notes what is not of its form. */
  void parse() {
    for (Key<?> key : List.copyOf(givens.keySet())) {
      Given given = givens.get(key);
      try {
        values.put(key, given.as(key.kind()));
      } catch (IllegalArgumentException | ArithmeticException e) {
        refuse(key, "must be " + key.kind().form());
      }
    }
  }

  @SuppressWarnings("unchecked") // Only parse() and the constructor put, each of the key's kind.
  <T> T get(Key<T> key) {
    return (T) values.get(key);
  }

  /** Notes a problem with a key's value, and goes on with the default. */
  void refuse(Key<?> key, String rule) {
    Given given = givens.get(key);
    problems.add(
        given == null
            ? Problem.of(key, shown(key), source(key), rule)
            : Problem.of(key, given.shown(key), given.source(), rule));
    values.put(key, key.byDefault());
  }

  <T> String shown(Key<T> key) {
    return key.shown(get(key));
  }

  String source(Key<?> key) {
    return givens.containsKey(key) ? givens.get(key).source() : "default";
  }

  private static String nearest(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    List<String> near = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      String lastOfKey = key.name().substring(key.name().lastIndexOf('.') + 1);
      if (lastOfKey.equals(last)
          || key.name().startsWith(name)
          || (name.startsWith(key.section() + ".") && lastOfKey.startsWith(last))
          || name.startsWith(key.name())) {
        near.add(key.name());
      }
    }
    return near.isEmpty() || near.size() > 3 ? "" : "; did you mean " + String.join(", ", near);
  }
}
