package io.chathub.samples.booking;

import static io.chathub.scene.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.client.HubClient;
import io.chathub.client.SystemMessage;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.UserId;
import io.chathub.samples.booking.BookingService.Notification;
import io.chathub.scene.TestClient;
import io.chathub.scene.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample books on a real node. */
@Timeout(60)
class BookingServiceIT {

  private static final UserId DOCTOR = new UserId("d1");
  private static final UserId PATIENT = new UserId("p1");
  private static final ChatId CHAT = new ChatId("booking-7");
  private static final Appointment APPOINTMENT =
      new Appointment("7", DOCTOR, PATIENT, LocalDateTime.of(2026, 12, 1, 9, 0));

  @TempDir Path data;
  private TestNode node;
  private HubClient hub;
  private BookingService service;

  @BeforeEach
  void start() {
    node = TestNode.start(data);
    hub = HubClient.of(node.vertx);
    service = new BookingService(hub);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aBookingIsAChatWithBothSignedInAndTold() {
    Booked booked = await(service.book(APPOINTMENT));

    assertThat(booked.chat().id()).isEqualTo(CHAT);
    assertThat(booked.chat().users()).containsExactly(DOCTOR, PATIENT);
    assertThat(booked.chat().state()).isEqualTo(ChatState.OPEN);
    try (TestClient page = TestClient.open(node, booked.patient().token())) {
      page.next("ready");
      page.act("reconnect", "usif", "booking-7", "index", 0);
      JsonObject message = page.next("reconnect").getJsonArray("data").getJsonObject(0);
      assertThat(message.getString("id")).isEqualTo(booked.message().toString());
      assertThat(message.getString("type")).isEqualTo("appointment");
      assertThat(message.getJsonObject("content").getString("text"))
          .isEqualTo("Appointment booked for 2026-12-01 09:00");
    }
  }

  @Test
  void bookedTwiceItIsToldOnce() {
    Booked first = await(service.book(APPOINTMENT));
    Booked second = await(service.book(APPOINTMENT));

    assertThat(second.chat()).isEqualTo(first.chat());
    assertThat(second.message()).isEqualTo(first.message());
  }

  @Test
  void whoIsNotConnectedIsToBeNotified() throws InterruptedException {
    BlockingQueue<Notification> sent = new LinkedBlockingQueue<>();
    await(service.onNotification(sent::add));
    String token = await(service.book(APPOINTMENT)).doctor().token();
    String booked = "Appointment booked for 2026-12-01 09:00";
    assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo(new Notification(DOCTOR, CHAT, booked));
    assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo(new Notification(PATIENT, CHAT, booked));

    await(hub.publishToUsers(List.of(PATIENT), SystemMessage.of("not a booking")));
    try (TestClient doctor = TestClient.open(node, token)) {
      doctor.next("ready");
      doctor.act("push", "usif", "booking-7", "content", "good morning");
      doctor.act("push", "usif", "booking-7", "content", 1, "type", "image");
      assertThat(sent.poll(20, TimeUnit.SECONDS))
          .isEqualTo(new Notification(PATIENT, CHAT, "good morning"));
      assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo(new Notification(PATIENT, CHAT, ""));
    }
  }
}
