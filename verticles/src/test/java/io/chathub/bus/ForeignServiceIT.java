package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process of the cluster in which nothing of ours is registered. */
class ForeignServiceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String JSON = "{\"name\":\"\u00e9\ud83d\ude00\",\"n\":1}";

  private final TestHub hub = new TestHub();
  private TestHub.Node node;
  private Vertx service;

  @BeforeEach
  void start() {
    node = hub.start("a");
    service = hub.foreign();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void itGetsEventsAsObjectsAndWhatNobodyWantsIsNotMade() {
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      node.bus.publish(Topics.READ, () -> RawJson.of("{\"made\":" + made.incrementAndGet() + '}'));
    }
    List<Object> events = new CopyOnWriteArrayList<>();
    TestHub.await(
        service
            .eventBus()
            .consumer(Topics.MESSAGE, event -> events.add(event.body()))
            .completion());

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              node.bus.publish(Topics.MESSAGE, () -> RawJson.of(JSON));
              return !events.isEmpty();
            });
    assertThat(events.get(0)).isInstanceOf(JsonObject.class).isEqualTo(new JsonObject(JSON));
    assertThat(made).hasValue(0);
  }

  @Test
  void whatItCannotReadItHearsTheIdOf() {
    List<RawJson> heard = new CopyOnWriteArrayList<>();
    List<Unreadable> unreadable = new CopyOnWriteArrayList<>();
    ServiceBus bus = new ServiceBus(service);
    TestHub.await(bus.listen(Topics.MESSAGE, body -> body, heard::add, unreadable::add));
    MessageId id = new MessageId(new ChatId("c1"), 7, 1_767_225_600_000L);
    RawJson beyond = RawJson.of("{\"n\":" + "9".repeat(20_000) + "}");

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              node.bus.publish(Topics.MESSAGE, id, () -> beyond);
              return !unreadable.isEmpty();
            });
    assertThat(unreadable.get(0).id()).contains(id.toString());
    assertThat(heard).isEmpty();
    node.bus.publish(Topics.MESSAGE, id, () -> RawJson.of(JSON));
    await().atMost(PATIENCE).until(() -> heard.equals(List.of(RawJson.of(JSON))));
  }

  @Test
  void aListenerOnTheNodeItselfGetsThemToo() {
    List<JsonObject> events = new CopyOnWriteArrayList<>();
    TestHub.await(
        node.vertx
            .eventBus()
            .<JsonObject>consumer(Topics.MESSAGE, event -> events.add(event.body()))
            .completion());
    node.bus.publish(Topics.MESSAGE, () -> RawJson.of(JSON));

    await().atMost(PATIENCE).until(() -> events.equals(List.of(new JsonObject(JSON))));
  }

  @Test
  void itAsksWithObjectsBuffersOrStringsAndIsRefusedWithTheCode() {
    TestHub.await(
        node.bus.serve(
            ServiceAddress.CREATE_SESSION,
            body ->
                body.equals(RawJson.of("{}"))
                    ? Future.failedFuture(Refusal.of(ErrorCode.MALFORMED_FIELD, "role: missing"))
                    : Future.succeededFuture(body)));

    assertThat(ask(new JsonObject(JSON))).isEqualTo(new JsonObject(JSON));
    assertThat(ask(Buffer.buffer(JSON))).isEqualTo(Buffer.buffer(JSON));
    assertThat(ask(JSON)).isEqualTo(JSON);
    assertThatThrownBy(() -> ask(new JsonObject()))
        .isInstanceOfSatisfying(
            ReplyException.class,
            refused -> {
              assertThat(refused.failureCode()).isEqualTo(ErrorCode.MALFORMED_FIELD.number());
              assertThat(refused).hasMessage("role: missing");
            });
  }

  private Object ask(Object body) {
    return TestHub.await(service.eventBus().request(ServiceAddress.CREATE_SESSION, body)).body();
  }
}
