package io.chathub.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.bus.Bus;
import io.chathub.bus.ServiceAddress;
import io.chathub.hub.internal.JsonBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A doctor and a patient who share a chat, for whoever looks at the hub for the first time. */
final class DemoChat {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<Person> PEOPLE =
      List.of(
          new Person("dr-lin", "doctor", "Dr. Lin"), new Person("pat-wang", "patient", "Wang Wei"));

  private final Bus bus;

  DemoChat(Bus bus) {
    this.bus = bus;
  }

  /** Somebody who is signed in. Not to be logged: it holds the token. */
  record Guest(String name, String role, String token) {}

  private record Person(String userId, String role, String name) {

    ObjectNode json() {
      return JSON.objectNode().put("user_id", userId).put("role", role).put("name", name);
    }
  }

  /** Makes the chat where it is not there yet, and signs both in for a day. */
  Future<List<Guest>> open() {
    ObjectNode chat = JSON.objectNode().put("usif", "demo-1").put("booking_id", "1001");
    ArrayNode members = chat.putArray("members");
    PEOPLE.forEach(person -> members.add(person.json()));
    return bus.request(ServiceAddress.PUT_CHAT, JsonBody.raw(chat)).compose(made -> signIn());
  }

  private Future<List<Guest>> signIn() {
    List<Future<Guest>> guests = new ArrayList<>();
    for (Person person : PEOPLE) {
      ObjectNode session = person.json().put("ttl_s", Duration.ofDays(1).toSeconds());
      guests.add(
          bus.request(ServiceAddress.CREATE_SESSION, JsonBody.raw(session))
              .map(answer -> JsonBody.object(answer).path("token").asText())
              .map(token -> new Guest(person.name(), person.role(), token)));
    }
    return Future.all(guests).map(all -> all.list());
  }
}
