package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

  private static final List<String> KNOWN = List.of("--port", "--set", "--config", "demo", "-h");

  @Test
  void aWordWithASlipHasItsNearest() {
    assertThat(Spelling.nearest("--prot", KNOWN)).contains("--port");
    assertThat(Spelling.nearest("--ports=9000", KNOWN)).contains("--port");
    assertThat(Spelling.nearest("-port", KNOWN)).contains("--port");
    assertThat(Spelling.nearest("--confg", KNOWN)).contains("--config");
    assertThat(Spelling.nearest("dmeo", KNOWN)).contains("demo");
  }

  @Test
  void anotherWordHasNone() {
    assertThat(Spelling.nearest("nonsense", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("-x", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("", KNOWN)).isEmpty();
  }
}
