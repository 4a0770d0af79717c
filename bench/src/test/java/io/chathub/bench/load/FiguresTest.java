package io.chathub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void textFormReadsBackAmongOtherLines() {
    Figures figures = new Figures(Map.of(Figure.P99_MS, 1.25, Figure.LOST, 0.0));

    List<String> lines = List.of(("warning: something\n" + figures + "p50_ms\n").split("\\R", -1));

    assertThat(Figures.parse(lines)).hasToString(figures.toString());
    assertThat(Figures.parse(lines).get(Figure.P99_MS)).hasValue(1.25);
    assertThat(Figures.parse(lines).get(Figure.P50_MS)).isEmpty();
  }

  @Test
  void anyFaultMakesARunUnclean() {
    for (Figure figure : Figure.values()) {
      Figures one = new Figures(Map.of(figure, 1.0));

      assertThat(one.isClean()).as(figure.title()).isEqualTo(!figure.isFault());
    }
    assertThat(new Figures(Map.of(Figure.LOST, 0.0)).isClean()).isTrue();
  }
}
