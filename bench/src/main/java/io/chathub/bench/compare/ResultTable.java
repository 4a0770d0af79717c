package io.chathub.bench.compare;

import io.chathub.bench.load.Figure;
import io.chathub.bench.load.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Results as a table in Markdown: a line for each run, then what holds over the rounds. */
final class ResultTable {

  private static final String NONE = "";

  private final Results results;
  private final List<Figure> columns;

  ResultTable(Results results) {
    this.results = results;
    this.columns =
        Arrays.stream(Figure.values())
            .filter(
                figure ->
                    Arrays.stream(ServerKind.values())
                        .anyMatch(server -> results.over(server, figure).isPresent()))
            .toList();
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("## " + results.scenario());
    lines.add(NONE);
    lines.add(line("server", NONE, Figure::title));
    lines.add("|---|---|" + "--:|".repeat(columns.size()));
    for (ServerKind server : ServerKind.values()) {
      int round = 1;
      for (Figures figures : results.of(server)) {
        lines.add(
            line(server.toString(), "round " + round++, each -> text(each, figures.get(each))));
      }
    }
    for (ServerKind server : ServerKind.values()) {
      if (!results.of(server).isEmpty()) {
        lines.add(
            line(
                "**" + server + "**",
                "median; faults: sum",
                each -> text(each, results.over(server, each))));
      }
    }
    if (Arrays.stream(ServerKind.values()).noneMatch(server -> results.of(server).isEmpty())) {
      lines.add(line("**hub/bare**", "median of ratios", this::ratio));
    }
    return String.join("\n", lines) + "\n";
  }

  private String ratio(Figure figure) {
    OptionalDouble ratio = figure.isMeasured() ? results.ratio(figure) : OptionalDouble.empty();
    return ratio.isPresent() ? String.format(Locale.ROOT, "**%.2f**", ratio.getAsDouble()) : NONE;
  }

  private String line(String server, String round, Function<Figure, String> cell) {
    StringBuilder line = new StringBuilder("| " + server + " | " + round + " |");
    columns.forEach(column -> line.append(' ').append(cell.apply(column)).append(" |"));
    return line.toString();
  }

  private static String text(Figure figure, OptionalDouble value) {
    return value.isPresent() ? figure.format(value.getAsDouble()) : NONE;
  }
}
