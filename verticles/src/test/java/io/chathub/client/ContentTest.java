package io.chathub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects of a service as the content of messages, and back. */
class ContentTest {

  record Appointment(String text, List<Integer> days) {}

  @Test
  void aRecordComesBack() {
    Appointment appointment = new Appointment("\"\u6797\" \ud83d\ude00", List.of(1, 2));

    assertThat(Content.as(Content.of(appointment), Appointment.class)).isEqualTo(appointment);
  }

  @Test
  void anyJsonValueIsContent() {
    assertThat(Content.of("a\"b").toString()).isEqualTo("\"a\\\"b\"");
    assertThat(Content.of(Map.of("a", 1)).toString()).isEqualTo("{\"a\":1}");
    RawJson json = RawJson.of("[ 1 ]");
    assertThat(Content.of(json)).isSameAs(json);
  }

  @Test
  void otherFieldsAreIgnoredAndNothingIsNull() {
    RawJson more = RawJson.of("{\"text\":\"a\",\"days\":[],\"more\":1}");

    assertThat(Content.as(more, Appointment.class)).isEqualTo(new Appointment("a", List.of()));
    assertThat(Content.as(RawJson.NULL, Appointment.class)).isNull();
  }

  @Test
  void whatCannotBeMappedIsAnArgumentError() {
    assertThatThrownBy(() -> Content.of(new Object())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Content.as(RawJson.of("1"), Appointment.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Appointment");
  }
}
