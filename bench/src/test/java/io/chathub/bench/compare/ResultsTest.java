package io.chathub.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chathub.bench.load.Figure;
import io.chathub.bench.load.Figures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private final Results results = new Results("pairs");

  @Test
  void medianIsTheMiddleAndOfAnEvenNumberTheMeanOfTwo() {
    assertThat(Median.of(List.of())).isEmpty();
    assertThat(Median.of(List.of(9.0))).hasValue(9.0);
    assertThat(Median.of(List.of(9.0, 1.0, 2.0))).hasValue(2.0);
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 9.0))).hasValue(3.0);
  }

  @Test
  void ratioIsTheMedianOfTheRatiosOfEachRound() {
    round(3.0, 2.0); // 1.5
    round(6.0, 3.0); // 2.0
    round(8.0, 1.0); // 8.0

    assertThat(results.ratio(Figure.CPU_S_PER_100K).orElseThrow()).isCloseTo(2.0, within(1e-9));
    assertThat(results.over(ServerKind.HUB, Figure.CPU_S_PER_100K)).hasValue(6.0);
    assertThat(results.over(ServerKind.BARE, Figure.CPU_S_PER_100K)).hasValue(2.0);
  }

  @Test
  void noRatioWithoutTheOtherServerOrToNothing() {
    assertThat(results.ratio(Figure.P50_MS)).isEmpty();

    round(1.0, 0.0);

    assertThat(results.ratio(Figure.CPU_S_PER_100K)).isEmpty();
  }

  @Test
  void faultsAreSummedSoThatNoMedianHidesOne() {
    results.add(ServerKind.HUB, new Figures(Map.of(Figure.LOST, 0.0)));
    results.add(ServerKind.HUB, new Figures(Map.of(Figure.LOST, 1.0)));
    results.add(ServerKind.HUB, new Figures(Map.of(Figure.LOST, 0.0)));

    assertThat(results.over(ServerKind.HUB, Figure.LOST)).hasValue(1.0);
    assertThat(results.isClean()).isFalse();
  }

  @Test
  void tableTellsRoundsMediansAndRatioOfTheFiguresThatThereAre() {
    round(3.0, 2.0);

    assertThat(new ResultTable(results).markdown())
        .isEqualTo(
            """
            ## pairs

            | server |  | server CPU s per 100k deliveries | lost |
            |---|---|--:|--:|
            | hub | round 1 | 3.00 | 0 |
            | bare | round 1 | 2.00 | 0 |
            | **hub** | median; faults: sum | 3.00 | 0 |
            | **bare** | median; faults: sum | 2.00 | 0 |
            | **hub/bare** | median of ratios | **1.50** |  |
            """);
  }

  private void round(double hub, double bare) {
    results.add(ServerKind.HUB, new Figures(Map.of(Figure.CPU_S_PER_100K, hub, Figure.LOST, 0.0)));
    results.add(
        ServerKind.BARE, new Figures(Map.of(Figure.CPU_S_PER_100K, bare, Figure.LOST, 0.0)));
  }
}
