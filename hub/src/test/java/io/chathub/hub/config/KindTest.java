package io.chathub.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {

  @ParameterizedTest
  @CsvSource({"250ms,250", "30s,30000", "5m,300000", "2h,7200000", "365d,31536000000", "0s,0"})
  void durationsReadAndPrint(String text, long ms) {
    Duration duration = read(Kind.DURATION, text);

    assertThat(duration).isEqualTo(Duration.ofMillis(ms));
    assertThat(Kind.DURATION.printer().apply(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"512B,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648", "1025B,1025", "0B,0"})
  void sizesReadAndPrint(String text, long bytes) {
    assertThat(read(Kind.SIZE, text)).isEqualTo(bytes);
    assertThat(Kind.SIZE.printer().apply(bytes)).isEqualTo(text);
  }

  @Test
  void aSizeMayBeABareNumberOfBytes() {
    assertThat(read(Kind.SIZE, "4096")).isEqualTo(4096);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "30 s", "-1s", "1.5s", "s", "30S", "99999d", "999999999999999d"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> read(Kind.DURATION, text))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1KB", "1 MiB", "1mib", "2GiB", "999999999999999GiB"})
  void whatIsNoSizeInMemoryIsRefused(String text) {
    assertThatThrownBy(() -> read(Kind.SMALL_SIZE, text))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "True", ""})
  void flagsAreTrueOrFalse(String text) {
    assertThatThrownBy(() -> read(Kind.FLAG, text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,true", "127.9.9.9,true", "localhost,true", "::1,true", "[::1],true",
    "0.0.0.0,false", "10.0.0.1,false", "::,false", "example.org,false", "127.0.0.1.evil,false"
  })
  void loopbackIsToldByLooks(String host, boolean isLoopback) {
    assertThat(InternalConfig.isLoopback(host)).isEqualTo(isLoopback);
  }

  private static <T> T read(Kind<T> kind, String text) {
    return Given.text("key", text, "test").as(kind);
  }
}
