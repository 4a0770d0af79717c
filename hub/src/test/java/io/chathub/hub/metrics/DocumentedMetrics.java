package io.chathub.hub.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the README and {@code docs} say of metrics. Blocking. */
record DocumentedMetrics(String text) {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("chathub_[a-z0-9_]+");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`"); // on one line
  private static final Pattern COMPARISON = Pattern.compile(".* (>|<|==|>=|<=|!=) [0-9.e]+");
  private static final Pattern SELECTOR =
      Pattern.compile("((?:chathub|process|jvm)_[a-z0-9_]+)(?:\\{([^}]*)\\})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");

  /** A series that an expression asks for. */
  record Selector(String name, List<Condition> conditions) {

    /** Whether a series of this name and these labels is one. */
    boolean selects(Scrape.Sample sample) {
      return sample.name().equals(name)
          && conditions.stream().allMatch(condition -> condition.holds(sample));
    }
  }

  /** Of a label; it has to be there, also where another value is meant. */
  record Condition(String label, String operator, String value) {

    boolean holds(Scrape.Sample sample) {
      String there = sample.labels().get(label);
      return there != null
          && switch (operator) {
            case "=" -> there.equals(value);
            case "!=" -> !there.equals(value);
            case "=~" -> there.matches(value);
            default -> !there.matches(value);
          };
    }
  }

  static DocumentedMetrics read() throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      for (Path file : files.filter(some -> some.toString().endsWith(".md")).sorted().toList()) {
        text.append('\n').append(Files.readString(file));
      }
    }
    return new DocumentedMetrics(text.toString());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  /** Those that compare a metric with a number: what an alert is made of. */
  List<String> alerts() {
    return CODE.matcher(text)
        .results()
        .map(code -> code.group(1))
        .filter(code -> SELECTOR.matcher(code).find() && COMPARISON.matcher(code).matches())
        .toList();
  }

  static List<Selector> selectors(String expression) {
    List<Selector> selectors = new ArrayList<>();
    for (MatchResult selector : SELECTOR.matcher(expression).results().toList()) {
      List<Condition> conditions = new ArrayList<>();
      if (selector.group(2) != null) {
        MATCHER
            .matcher(selector.group(2))
            .results()
            .map(some -> new Condition(some.group(1), some.group(2), some.group(3)))
            .forEach(conditions::add);
      }
      selectors.add(new Selector(selector.group(1), conditions));
    }
    return selectors;
  }
}
