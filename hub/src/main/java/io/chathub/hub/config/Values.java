package io.chathub.hub.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The value of every key, and what is wrong with those that were given. A value that is refused
 * goes back to the default, so that the rest can be looked at. Not thread safe.
 */
final class Values {

  private static final int SUGGESTIONS_MAX = 3;

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

  /**
   * Makes a section. It refuses by "key: rule"; then that key goes back to its default, and the
   * section is tried again until it has told of all that is wrong with it.
   */
  <T> T build(Supplier<T> section, T byDefault) {
    Set<Key<?>> refused = new HashSet<>();
    while (true) {
      try {
        return section.get();
      } catch (IllegalArgumentException e) {
        Refused refusal = Refused.of(e);
        if (!refused.add(refusal.key())) {
          return byDefault;
        }
        refuse(refusal);
      }
    }
  }

  private void refuse(Refused refusal) {
    refuse(refusal.key(), refusal.rule());
  }

  /** What a section says that it does not take. */
  private record Refused(Key<?> key, String rule) {

    static Refused of(IllegalArgumentException e) {
      String[] parts = String.valueOf(e.getMessage()).split(": ", 2);
      return new Refused(Keys.byName(parts[0]).orElseThrow(() -> e), parts[1]);
    }
  }

  /** Looks at a rule that concerns several sections; it refuses in the same form. */
  boolean passes(Runnable rule) {
    try {
      rule.run();
      return true;
    } catch (IllegalArgumentException e) {
      refuse(Refused.of(e));
      return false;
    }
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
    if (near.size() > SUGGESTIONS_MAX) {
      near.removeIf(key -> !key.startsWith(name.split("\\.", 2)[0] + "."));
    }
    return near.isEmpty() || near.size() > SUGGESTIONS_MAX
        ? ""
        : "; did you mean " + String.join(", ", near);
  }
}
