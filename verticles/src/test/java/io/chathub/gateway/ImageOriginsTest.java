package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageOriginsTest {

  @ParameterizedTest
  @CsvSource({
    "https://pictures.example,https://pictures.example",
    "HTTPS://Pictures.Example:443,https://pictures.example",
    "http://pictures.example:8080,http://pictures.example:8080",
    "https://b\u00fccher.example,https://xn--bcher-kva.example",
    "http://10.0.0.7,http://10.0.0.7",
  })
  void aServerOfPicturesIsASourceOfThePolicy(String entry, String source) {
    assertThat(ImageOrigins.problems(List.of(entry))).isEmpty();
    assertThat(ImageOrigins.sources(List.of(entry))).containsExactly(source);
  }

  @Test
  void theSameServerIsNamedOnceAndTheOrderIsFixed() {
    List<String> entries =
        List.of("https://b.example", "https://a.example", "https://B.example:443");

    assertThat(ImageOrigins.sources(entries))
        .containsExactly("https://a.example", "https://b.example");
  }

  @ParameterizedTest
  @CsvSource({
    "*,there are no patterns: write each host",
    "https://*.example.com,there are no patterns: write each host",
    "null,http or https",
    "file://,http or https",
    "capacitor://localhost,http or https",
    "data:,scheme://host",
    "https:,scheme://host",
    "https://[2001:db8::1],http or https",
    "https://a.example/path,write https://a.example",
    "a.example,write https://a.example",
    "https://ann:sesame@a.example,write https://a.example",
    "https://a.example;script-src,scheme://host",
    "'https://a.example\"',scheme://host",
  })
  void whatCannotStandInThePolicyIsRefusedWithWhatToWriteInstead(String entry, String advice) {
    assertThat(ImageOrigins.problems(List.of(entry)))
        .singleElement()
        .asString()
        .contains("can name no server of pictures", advice)
        .doesNotContain("sesame", "any page");
    assertThat(ImageOrigins.sources(List.of(entry))).isEmpty();
  }
}
