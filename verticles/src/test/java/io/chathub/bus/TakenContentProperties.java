package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.client.Content;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.Action;
import io.chathub.protocol.ActionCodec;
import io.chathub.protocol.AnswerCodec;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.CollidingNames;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Generated;
import io.chathub.protocol.Inbound;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a client may say, every reader of a service's side can read. */
class TakenContentProperties {

  private static final ActionCodec CODEC = new ActionCodec(1024 * 1024);
  private static final List<UserId> USERS = List.of(new UserId("u1"));

  @BeforeContainer
  static void serviceBus() {
    Vertx vertx = Vertx.vertx();
    assertThat(new ServiceBus(vertx)).isNotNull(); // sets how objects are read
    var unused = vertx.close();
  }

  @Provide
  Arbitrary<String> contents() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Generated.json()), Tuple.of(2, Generated.extremeJson()));
  }

  @Provide
  Arbitrary<Message> messages() {
    return Generated.messages();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 2_000)
  void whatIsTakenIsRead(@ForAll("contents") String content, @ForAll("messages") Message about) {
    Inbound inbound =
        CODEC.decode(
            RawJson.of(
                    "{\"action\":\"push\",\"data\":{\"usif\":\"b1\",\"content\":" + content + "}}")
                .utf8());
    if (inbound instanceof Inbound.Rejected rejected) {
      assertThat(rejected.why().code()).isIn(ErrorCode.MALFORMED_FIELD, ErrorCode.MALFORMED_FRAME);
      return;
    }
    RawJson taken = ((Action.Push) ((Inbound.Accepted) inbound).action()).content();
    isRead(with(about, taken));
  }

  @Example
  void namesThatAreMadeToCollideDoNotSpoilTheReader() {
    List<String> names = CollidingNames.of(5_000);
    Message about = Generated.messages().sample();
    for (int i = 0; i < names.size(); i += 100) {
      isRead(
          with(
              about,
              RawJson.of("{\"" + String.join("\":1,\"", names.subList(i, i + 100)) + "\":1}")));
    }
  }

  private static void isRead(Message message) {
    RawJson event = EventCodec.message(message);
    RawJson unreached = ApiCodec.unreached(message, USERS);

    assertThat(AnswerCodec.message(event).content()).isEqualTo(message.content());
    assertThat(AnswerCodec.unreached(unreached).message()).isEqualTo(AnswerCodec.message(event));
    assertThat(AnswerCodec.idIn(event)).contains(message.id().toString());
    assertThat(AnswerCodec.idIn(unreached)).contains(message.id().toString());

    Message heard = AnswerCodec.message(JsonBodyCodec.read(carried(event)));
    assertThat(heard.id()).isEqualTo(message.id());
    assertThat(values(heard.content())).isEqualTo(values(message.content()));
    assertThat(AnswerCodec.unreached(JsonBodyCodec.read(carried(unreached))).message())
        .isEqualTo(heard);
    assertThat(Content.as(heard.content(), Object.class))
        .isEqualTo(Content.as(message.content(), Object.class));
  }

  /** From one process to another. */
  private static JsonObject carried(RawJson event) {
    Buffer wire = Buffer.buffer();
    CodecManager.JSON_OBJECT_MESSAGE_CODEC.encodeToWire(wire, new EventBodyCodec(() -> event));
    return CodecManager.JSON_OBJECT_MESSAGE_CODEC.decodeFromWire(0, wire);
  }

  private static JsonObject values(RawJson content) {
    return new JsonObject("{\"content\":" + content + "}");
  }

  private static Message with(Message about, RawJson content) {
    assertThat(Arrays.asList(Message.class.getRecordComponents())).hasSize(10);
    return new Message(
        about.id(),
        about.bookingId(),
        about.cid(),
        about.from(),
        about.role(),
        about.type(),
        content,
        about.isRecalled(),
        about.isErased(),
        about.isRead());
  }
}
