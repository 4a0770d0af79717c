package io.chathub.samples.booking;

import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.bus.Subscription;
import io.chathub.client.ChatSpec;
import io.chathub.client.Content;
import io.chathub.client.HubClient;
import io.chathub.client.SessionRequest;
import io.chathub.client.SystemMessage;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.UserId;
import io.chathub.protocol.ServiceAnswer.SessionToken;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Books appointments: a chat for each, of the doctor and the patient. Booked twice, an appointment
 * has one chat and one message all the same, so what failed may simply be tried again.
 */
final class BookingService {

  private static final String MESSAGE_TYPE = "appointment";
  private static final String CHAT_PREFIX = "booking-";

  private final HubClient hub;

  BookingService(HubClient hub) {
    this.hub = hub;
  }

  /** What the chat is told; pages show the text. */
  record Notice(String text, String at) {}

  /**
   * What to send to somebody's telephone.
   *
   * @param text empty where the message has none, such as a picture
   */
  record Notification(UserId user, ChatId chat, String text) {}

  /** Makes the chat, tells it of the appointment, and signs both in. */
  Future<Booked> book(Appointment appointment) {
    ChatId id = new ChatId(CHAT_PREFIX + appointment.booking());
    ChatSpec chat =
        ChatSpec.of(id, appointment.booking())
            .with(appointment.doctor(), "doctor")
            .with(appointment.patient(), "patient");
    return hub.putChat(chat)
        .compose(
            made -> tell(id, appointment).compose(message -> signIn(appointment, made, message)));
  }

  private Future<MessageId> tell(ChatId chat, Appointment appointment) {
    String at = appointment.at().toString();
    Notice notice = new Notice("Appointment booked for " + at.replace('T', ' '), at);
    SystemMessage message = SystemMessage.of(notice).withType(MESSAGE_TYPE).withCid("booked-" + at);
    return hub.publishToChat(chat, message).map(published -> published.messages().get(0));
  }

  private Future<Booked> signIn(Appointment appointment, Chat chat, MessageId message) {
    Future<SessionToken> doctor =
        hub.createSession(SessionRequest.of(appointment.doctor(), "doctor"));
    Future<SessionToken> patient =
        hub.createSession(SessionRequest.of(appointment.patient(), "patient"));
    return Future.all(doctor, patient)
        .map(both -> new Booked(chat, doctor.result(), patient.result(), message));
  }

  /** Hears whom a message in one of our chats did not reach. Completes once it does. */
  Future<Subscription> onNotification(Consumer<Notification> sender) {
    return hub.onUnreached(
        event -> {
          if (event.message().chat().value().startsWith(CHAT_PREFIX)) {
            String text = textOf(event.message());
            event
                .users()
                .forEach(
                    user -> sender.accept(new Notification(user, event.message().chat(), text)));
          }
        });
  }

  /** As the pages do: a string, or the text of an object. */
  private static String textOf(Message message) {
    JsonNode content = Content.as(message.content(), JsonNode.class);
    return content.isTextual() ? content.textValue() : content.path("text").asText();
  }
}
