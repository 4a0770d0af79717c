/**
 * For internal services in Java that talk to the hub: {@link io.chathub.client.HubClient} asks and
 * listens over the event bus of the hub's cluster, with types instead of JSON. (Chat pages talk to
 * the hub by WebSocket.)
 *
 * <pre>{@code
 * HubClient hub = HubClient.of(vertx);
 * UserId doctor = new UserId("dr-lin");
 * UserId patient = new UserId("pat-wang");
 * ChatId chat = new ChatId("booking-1024");
 *
 * hub.onUnreached(event -> notifier.send(event.users(), "You have a new message"));
 *
 * hub.putChat(ChatSpec.of(chat, "1024").with(doctor, "doctor").with(patient, "patient"))
 *     .compose(made -> hub.publishToChat(chat,
 *         SystemMessage.of(Map.of("text", "Appointment booked")).withCid("booked-1024")))
 *     .compose(said -> hub.createSession(SessionRequest.of(patient, "patient")))
 *     .onSuccess(session -> sendToPage(session.token()))
 *     .onFailure(refusal -> log.warn("not booked", refusal));
 * }</pre>
 */
package io.chathub.client;
