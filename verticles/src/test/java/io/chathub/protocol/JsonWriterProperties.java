package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is what an independent parser reads. */
class JsonWriterProperties {

  private static final JsonMapper JACKSON = new JsonMapper();

  @Provide
  Arbitrary<String> texts() {
    return Generated.texts();
  }

  @Property(tries = 3_000)
  void anyTextIsReadAgain(@ForAll("texts") String text) throws IOException {
    byte[] json = new JsonWriter(0).text(text).toBytes();

    // Half a character cannot be said in UTF-8; Java says a question mark, too.
    String said = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(JACKSON.readValue(json, String.class)).isEqualTo(said);
    assertThat(Utf8.mayBeJson(json)).isTrue();
  }

  @Property
  void itIsTheSameWhateverTheSizeHint(@ForAll("texts") String text, @ForAll byte hint) {
    assertThat(new JsonWriter(Math.abs(hint)).text(text).toBytes())
        .isEqualTo(new JsonWriter(10_000).text(text).toBytes());
  }

  @Property
  void anyNumberIsReadAgain(@ForAll long number) throws IOException {
    assertThat(JACKSON.readValue(new JsonWriter(0).number(number).toBytes(), Long.class))
        .isEqualTo(number);
  }

  @Example
  void theEndsOfNumbersAreReadAgain() {
    for (long number : new long[] {0, 9, 10, 99, 100, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(new JsonWriter(0).number(number).toBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(Long.toString(number));
    }
  }

  @Property(tries = 300)
  void commasStandWhereTheyBelong(
      @ForAll List<Long> numbers, @ForAll List<Boolean> flags, @ForAll("texts") String text)
      throws IOException {
    JsonWriter json = new JsonWriter(0).beginObject().name("numbers").beginArray();
    numbers.forEach(json::number);
    json.endArray().name("none").nothing().name("objects").beginArray();
    flags.forEach(
        flag -> json.beginObject().name("text").text(text).name("is").flag(flag).endObject());
    json.endArray().name("empty").beginObject().endObject().endObject();

    JsonNode read = JACKSON.readTree(json.toBytes());

    assertThat(read.get("numbers")).hasSize(numbers.size());
    assertThat(read.get("none").isNull()).isTrue();
    assertThat(read.get("objects")).hasSize(flags.size());
    assertThat(read.get("empty")).isEmpty();
    assertThat(json.length()).isEqualTo(json.toBytes().length);
  }
}
