package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bodies on the bus: JSON for others, references for ourselves. */
class BodyCodecTest {

  private static final String JSON = "{\"name\":\"\u00e9\ud83d\ude00\",\"n\":1}";
  private static final RawJson RAW = RawJson.of(JSON);

  /** What the event bus does with any JSON object. */
  private final MessageCodec<JsonObject, JsonObject> objects =
      CodecManager.JSON_OBJECT_MESSAGE_CODEC;

  private final ReferenceCodec references = new ReferenceCodec();

  @Test
  void aRequestIsAnObjectABufferOrAString() {
    assertThat(new JsonObject(JsonBodyCodec.read(new JsonObject(JSON)).toString()))
        .isEqualTo(new JsonObject(JSON));
    assertThat(JsonBodyCodec.read(Buffer.buffer(JSON))).isEqualTo(RAW);
    assertThat(JsonBodyCodec.read(JSON)).isEqualTo(RAW);
  }

  @Test
  void anythingElseIsRefused() {
    for (Object body : new Object[] {null, 1, new JsonArray(), new byte[0], true}) {
      assertThatThrownBy(() -> JsonBodyCodec.read(body))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_FRAME));
    }
  }

  @Test
  void theAnswerHasTheFormOfTheQuestion() {
    assertThat(JsonBodyCodec.like(new JsonObject(), RAW)).isEqualTo(new JsonObject(JSON));
    assertThat(JsonBodyCodec.like(Buffer.buffer(), RAW)).isEqualTo(Buffer.buffer(JSON));
    assertThat(JsonBodyCodec.like("", RAW)).isEqualTo(JSON);
    assertThat(JsonBodyCodec.read(JsonBodyCodec.write(RAW))).isEqualTo(RAW);
  }

  @Test
  void anEventReachesAnotherNodeAsAnObject() {
    Buffer wire = Buffer.buffer("before");
    objects.encodeToWire(wire, new EventBodyCodec(() -> RAW));
    wire.appendString("after");

    assertThat(objects.decodeFromWire("before".length(), wire)).isEqualTo(new JsonObject(JSON));
  }

  @Test
  void anEventReachesThisNodeAsAnObjectEachTimeItsOwn() {
    EventBodyCodec event = new EventBodyCodec(() -> RAW);

    JsonObject first = objects.transform(event);

    assertThat(first).isEqualTo(new JsonObject(JSON));
    assertThat(objects.transform(event)).isNotSameAs(first);
  }

  @Test
  void anEventIsNotMadeBeforeSomebodyGetsIt() {
    AtomicInteger made = new AtomicInteger();

    EventBodyCodec event =
        new EventBodyCodec(
            () -> {
              made.incrementAndGet();
              return RAW;
            });
    assertThat(made).hasValue(0);

    assertThat(objects.transform(event)).isNotNull();
    assertThat(made).hasValue(1);
  }

  @Test
  void aReferenceStaysOnItsNode() {
    Object body = new Object();

    assertThat(references.transform(body)).isSameAs(body);
    assertThatThrownBy(() -> references.encodeToWire(Buffer.buffer(), body))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> references.decodeFromWire(0, Buffer.buffer()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyChatHasItsShardAndShardsShareTheWork() {
    int[] chats = new int[7];
    for (int i = 0; i < 7_000; i++) {
      ChatId chat = new ChatId("b" + i);
      int shard = MessageApi.shardOf(chat, chats.length);
      assertThat(MessageApi.shardOf(new ChatId("b" + i), chats.length)).isEqualTo(shard);
      chats[shard]++;
    }

    assertThat(Arrays.stream(chats)).allMatch(count -> count > 700 && count < 1_300);
  }
}
