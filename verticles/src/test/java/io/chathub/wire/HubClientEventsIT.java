package io.chathub.wire;

import static io.chathub.scene.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.Subscription;
import io.chathub.bus.Topics;
import io.chathub.bus.Unreadable;
import io.chathub.client.Content;
import io.chathub.client.SessionRequest;
import io.chathub.client.SystemMessage;
import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.protocol.Event;
import io.chathub.protocol.ServiceEvent;
import io.chathub.protocol.ServiceEvent.SessionChanged.Change;
import io.chathub.scene.TestClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a service hears by {@code HubClient}. */
class HubClientEventsIT extends HubClientScene {

  private Subscription subscription;

  private <T> BlockingQueue<T> listen(Function<Consumer<T>, Future<Subscription>> subscribe) {
    BlockingQueue<T> events = new LinkedBlockingQueue<>();
    subscription = await(subscribe.apply(events::add));
    return events;
  }

  private static <T> T next(BlockingQueue<T> events) throws InterruptedException {
    T event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  @Test
  void messagesAsTheyAreStored() throws InterruptedException {
    BlockingQueue<Message> messages = listen(hub::onMessage);
    TestClient pat = client("pat");
    pat.act("push", "usif", "c1", "content", new JsonObject().put("n", 1), "cid", "k");
    JsonObject stored = stored(pat);

    Message message = next(messages);

    assertThat(message.id().toString()).isEqualTo(stored.getString("id"));
    assertThat(message.from()).isEqualTo(PAT);
    assertThat(message.role()).isEqualTo("patient");
    assertThat(message.cid()).contains("k");
    assertThat(message.bookingId()).contains("b-c1");
    record Counted(int n) {}
    assertThat(Content.as(message.content(), Counted.class)).isEqualTo(new Counted(1));
  }

  @Test
  void reads() throws InterruptedException {
    BlockingQueue<Event.Read> reads = listen(hub::onRead);
    String id = say(client("pat"), "c1", 1).getString("id");
    client("doc").act("read", "usif", "c1", "id", id);

    Event.Read read = next(reads);

    assertThat(read.id().toString()).isEqualTo(id);
    assertThat(read.reader()).isEqualTo(DOC);
    assertThat(read.readAt()).isPositive();
  }

  @Test
  void whoComesAndGoes() throws InterruptedException {
    BlockingQueue<ServiceEvent.PresenceChanged> presence = listen(hub::onPresence);
    client("pat").close();

    ServiceEvent.PresenceChanged online = next(presence);
    ServiceEvent.PresenceChanged offline = next(presence);

    assertThat(online.user()).isEqualTo(PAT);
    assertThat(online.role()).isEqualTo("patient");
    assertThat(online.isOnline()).isTrue();
    assertThat(offline.isOnline()).isFalse();
    assertThat(offline.at()).isGreaterThanOrEqualTo(online.at());
  }

  @Test
  void whomToSendAPushNotification() throws InterruptedException {
    BlockingQueue<ServiceEvent.Unreached> unreached = listen(hub::onUnreached);
    client("doc");
    await(hub.publishToChat(C1, SystemMessage.of("booked")));

    ServiceEvent.Unreached event = next(unreached);

    assertThat(event.users()).isEqualTo(List.of(PAT));
    assertThat(event.message().chat()).isEqualTo(C1);
    assertThat(Content.as(event.message().content(), String.class)).isEqualTo("booked");
  }

  @Test
  void sessionsThatBeginAndEnd() throws InterruptedException {
    BlockingQueue<ServiceEvent.SessionChanged> sessions = listen(hub::onSession);
    String token = await(hub.createSession(SessionRequest.of(DOC, "doctor"))).token();
    await(hub.revokeToken(token));

    ServiceEvent.SessionChanged created = next(sessions);
    ServiceEvent.SessionChanged revoked = next(sessions);

    assertThat(created.change()).isEqualTo(Change.CREATED);
    assertThat(created.user()).isEqualTo(DOC);
    assertThat(revoked.change()).isEqualTo(Change.REVOKED);
  }

  @Test
  void whateverIsTaken() throws InterruptedException {
    BlockingQueue<Message> messages = listen(hub::onMessage);
    TestClient pat = client("pat");
    for (String content :
        List.of(
            "9".repeat(1_000),
            "-0." + "9".repeat(999),
            "[1e400,-1E+999999999,1e-99999999999]",
            "\"\\ud800\"",
            "\"a\\u0000\"",
            "[".repeat(98) + "]".repeat(98),
            "{\"\":1,\"\":{\"a\":null}}")) {
      pat.sendText("{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\":" + content + "}}");
      String id = stored(pat).getString("id");

      assertThat(next(messages).id().toString()).as(content).isEqualTo(id);
    }
    pat.sendText(
        "{\"action\":\"push\",\"data\":{\"usif\":\"c1\",\"content\":" + "9".repeat(1_001) + "}}");
    assertThat(errcode(pat, "pushback")).isEqualTo(40001);
  }

  @Test
  void whatCannotBeReadIsToldWithItsId() throws InterruptedException {
    BlockingQueue<Message> messages = listen(hub::onMessage);
    BlockingQueue<Unreadable> unreadable = new LinkedBlockingQueue<>();
    Subscription told = hub.onUnreadable(unreadable::add);
    String id = say(client("pat"), "c1", 1).getString("id");
    assertThat(next(messages).seq()).isOne();

    String digits = "9".repeat(20_000);
    String event = "{\"id\":\"" + id + "\",\"content\":" + digits + "}";
    node.bus.publish(Topics.MESSAGE, () -> RawJson.of(event));
    Unreadable first = next(unreadable);
    assertThat(first.id()).contains(id);
    assertThat(first.topic()).isEqualTo(Topics.MESSAGE);
    assertThat(first.cause()).doesNotContain("99");
    for (Object body : new Object[] {event, Buffer.buffer(event)}) {
      node.vertx.eventBus().publish(Topics.MESSAGE, body);
      assertThat(next(unreadable).id()).contains(id);
    }
    node.vertx.eventBus().publish(Topics.MESSAGE, new JsonObject().put("id", 1));
    assertThat(next(unreadable).id()).isEmpty();

    await(told.close());
    say(client("pat"), "c1", 2);
    assertThat(next(messages).seq()).isEqualTo(2);
    assertThat(unreadable).isEmpty();
  }

  @Test
  void nothingAfterTheSubscriptionIsClosed() throws InterruptedException {
    BlockingQueue<Message> closed = listen(hub::onMessage);
    await(subscription.close());
    await(subscription.close());
    BlockingQueue<Message> open = listen(hub::onMessage);
    say(client("pat"), "c1", 1);

    assertThat(next(open).seq()).isOne();
    assertThat(closed).isEmpty();
  }
}
