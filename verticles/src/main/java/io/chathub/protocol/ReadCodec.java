package io.chathub.protocol;

/** Writes the data of a {@code read} event. */
final class ReadCodec {

  private ReadCodec() {}

  static JsonWriter write(JsonWriter json, Event.Read event) {
    json.beginObject().name("usif").text(event.id().chat().value());
    MessageCodec.optional(json, "booking_id", event.bookingId());
    json.name("id").text(event.id().toString()).name("seq").number(event.id().seq());
    json.name("reader").text(event.reader().value());
    return json.name("read_at").number(event.readAt()).endObject();
  }
}
