package io.chathub.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {

  private static final String WHOLE = "{\"a\":[1,-2.5e3,true,null,\"é\\u00e9\\n\"],\"b\":{}}";

  private static boolean isWhole(String text) {
    return StoredJson.isWhole(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, "0", "\"\"", "null", " [ ] ", "\"x\"", "-1.5"})
  void aValueIsWhole(String text) {
    assertThat(isWhole(text)).isTrue();
  }

  @Test
  void noneOfItsBeginningsIs() {
    for (int length = 0; length < WHOLE.length(); length++) {
      assertThat(isWhole(WHOLE.substring(0, length))).as("first %d", length).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "{} {}",
        "1 2",
        "nul",
        "\"a",
        "01",
        "{\"a\":}",
        "[1,]",
        "\"\u0001\"",
        "\"\\x\"",
        "\u00001"
      })
  void whatIsNoneIsNot(String text) {
    assertThat(isWhole(text)).isFalse();
  }

  @Test
  void neitherAreBytesThatAreNoText() {
    assertThat(StoredJson.isWhole(new byte[] {'"', (byte) 0xC3, '"'})).isFalse();
    assertThat(StoredJson.isWhole(new byte[] {(byte) 0xFF, (byte) 0xFE, '1', 0})).isFalse();
    assertThat(isWhole("[".repeat(5_000) + "]".repeat(5_000))).isTrue();
    assertThat(isWhole("1".repeat(5_000))).isTrue();
  }
}
