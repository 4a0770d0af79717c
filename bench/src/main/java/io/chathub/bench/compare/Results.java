package io.chathub.bench.compare;

import io.chathub.bench.load.Figure;
import io.chathub.bench.load.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one scenario, by server, one entry a round. Not thread safe. */
final class Results {

  private final String scenario;
  private final Map<ServerKind, List<Figures>> rounds = new EnumMap<>(ServerKind.class);

  Results(String scenario) {
    this.scenario = scenario;
  }

  String scenario() {
    return scenario;
  }

  void add(ServerKind server, Figures figures) {
    rounds.computeIfAbsent(server, none -> new ArrayList<>()).add(figures);
  }

  List<Figures> of(ServerKind server) {
    return rounds.getOrDefault(server, List.of());
  }

  boolean isClean() {
    return rounds.values().stream().flatMap(List::stream).allMatch(Figures::isClean);
  }

  /** A measured figure's median over the rounds, a fault's sum; absent where no round has it. */
  OptionalDouble over(ServerKind server, Figure figure) {
    List<Double> values =
        of(server).stream().flatMap(figures -> figures.get(figure).stream().boxed()).toList();
    if (figure.isFault() && !values.isEmpty()) {
      return OptionalDouble.of(values.stream().mapToDouble(Double::doubleValue).sum());
    }
    return Median.of(values);
  }

  /**
   * The hub's figure by the bare server's of the same round, and of these the median. Runs of one
   * round are neighbours in time, so what else the machine did meanwhile touches both.
   */
  OptionalDouble ratio(Figure figure) {
    List<Figures> hub = of(ServerKind.HUB);
    List<Figures> bare = of(ServerKind.BARE);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(hub.size(), bare.size()); i++) {
      OptionalDouble above = hub.get(i).get(figure);
      OptionalDouble below = bare.get(i).get(figure);
      if (above.isPresent() && below.isPresent() && below.getAsDouble() > 0) {
        ratios.add(above.getAsDouble() / below.getAsDouble());
      }
    }
    return Median.of(ratios);
  }
}
