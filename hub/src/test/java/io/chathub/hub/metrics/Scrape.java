package io.chathub.hub.metrics;

import static java.util.stream.Collectors.toMap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What nodes answered for Prometheus, read. */
record Scrape(Map<String, String> types, Map<String, String> helps, List<Sample> samples) {

  private static final Pattern ABOUT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]\\w*)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line, without its value. */
  record Sample(String name, Map<String, String> labels) {}

  static Scrape of(Stream<String> texts) {
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    List<String> lines = texts.flatMap(String::lines).toList();
    for (String line : lines) {
      Matcher about = ABOUT.matcher(line);
      if (about.matches()) {
        (about.group(1).equals("TYPE") ? types : helps).put(about.group(2), about.group(3));
      }
    }
    List<Sample> samples =
        lines.stream().filter(line -> !line.startsWith("#")).map(Scrape::sample).toList();
    return new Scrape(types, helps, samples);
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not a sample: " + line);
    }
    return new Sample(matcher.group(1), labels(matcher.group(2)));
  }

  private static Map<String, String> labels(String text) {
    return text == null
        ? Map.of()
        : LABEL
            .matcher(text)
            .results()
            .collect(toMap(label -> label.group(1), label -> label.group(2)));
  }

  /** Of every sample, and of what stands above them. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(types.keySet());
    samples.forEach(sample -> names.add(sample.name()));
    return names;
  }

  List<Sample> named(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }
}
