package io.chathub.bench.load;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one run. Their text form, one {@code name value} a line, can be read back. */
public final class Figures {

  private final Map<Figure, Double> values;

  public Figures(Map<Figure, Double> values) {
    this.values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /** Reads the text form; lines that name no figure are passed over. */
  public static Figures parse(List<String> lines) {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      for (Figure figure : Figure.values()) {
        if (parts.length == 2 && parts[0].equals(nameOf(figure))) {
          values.put(figure, Double.parseDouble(parts[1]));
        }
      }
    }
    return new Figures(values);
  }

  public OptionalDouble get(Figure figure) {
    Double value = values.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether nothing was lost, doubled, refused or otherwise went wrong. */
  public boolean isClean() {
    return values.entrySet().stream()
        .noneMatch(entry -> entry.getKey().isFault() && entry.getValue() != 0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (figure, value) ->
            text.append(nameOf(figure)).append(String.format(Locale.ROOT, " %.4f%n", value)));
    return text.toString();
  }

  private static String nameOf(Figure figure) {
    return figure.name().toLowerCase(Locale.ROOT);
  }
}
