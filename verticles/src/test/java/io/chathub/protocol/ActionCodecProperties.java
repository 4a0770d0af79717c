package io.chathub.protocol;

import static io.chathub.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.Inbound.Accepted;
import io.chathub.protocol.Inbound.Rejected;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What any frame does, and what any content goes through. */
class ActionCodecProperties {

  private static final ActionCodec CODEC = new ActionCodec(Integer.MAX_VALUE);
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final MessageId ID = new MessageId(new ChatId("b1"), 7, 1_767_225_600_000L);

  @Provide
  Arbitrary<String> json() {
    return Generated.json();
  }

  @Provide
  Arbitrary<String> blanks() {
    return Generated.blanks();
  }

  @Provide
  Arbitrary<String> texts() {
    return Generated.texts();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 1_000)
  void contentComesThroughAsItCame(
      @ForAll("json") String content,
      @ForAll("blanks") String before,
      @ForAll("blanks") String after,
      @ForAll boolean isLast)
      throws IOException {
    String field = "\"content\":" + before + content + after;
    String usif = "\"usif\":\"b1\"";
    String data = isLast ? usif + "," + field : field + "," + usif;

    Inbound inbound = CODEC.decode(utf8("{\"data\":{" + data + "},\"action\":\"push\"}"));

    assertThat(inbound).isInstanceOf(Accepted.class);
    Action.Push push = (Action.Push) ((Accepted) inbound).action();
    assertThat(push.content().utf8()).isEqualTo(utf8(content));
    byte[] event = EventCodec.encode(new Event.Push(message(push))).utf8();
    assertThat(JACKSON.readTree(event).path("data").path("content"))
        .isEqualTo(JACKSON.readTree(content));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
  void systemMessagesPassTheirContentOnAsItCame(
      @ForAll("json") String content, @ForAll("blanks") String before) {
    ServiceCodec codec = new ServiceCodec(Integer.MAX_VALUE);
    String body = "{\"content\":" + before + content + before + ",\"target\":{\"all\":1}}";

    assertThat(codec.publish(new RawJson(utf8(body))).content().utf8()).isEqualTo(utf8(content));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 2_000)
  void anyBytesHaveAnAnswer(@ForAll byte[] frame) {
    assertThat(CODEC.decode(frame)).isNotNull();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
  void anyJsonHasAnAnswer(@ForAll("json") String frame) {
    answerable(CODEC.decode(utf8(frame)));
  }

  @Provide
  Arbitrary<String> frames() {
    return Arbitraries.of(
        "{\"action\":\"push\",\"ref\":\"r\",\"data\":{\"usif\":\"b1\",\"content\":{\"a\":[1,\"\\u00e9\"]}"
            + ",\"type\":\"text\",\"cid\":\"c\"}}",
        "{\"data\":{\"usif\":\"b1\",\"id\":\"b1.7.mjx\"},\"action\":\"read\"}",
        "{\"action\":\"recall\",\"data\":{\"usif\":\"b1\",\"seq\":-7}}",
        "{\"action\":\"reconnect\",\"data\":{\"scope\":\"all\",\"limit\":12345678901234567890,"
            + "\"chats\":[{\"usif\":\"b1\",\"index\":\"7\",\"rev\":3,\"read\":9},{\"usif\":\"b2\"}]}}",
        "{\"action\":\"reconnect\",\"data\":{\"usif\":\"b1\",\"index\":1e5}}",
        "{\"action\":\"ping\",\"ref\":\"\ud83d\ude00\"}");
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 3_000)
  void aChangedFrameHasAnAnswer(
      @ForAll("frames") String frame,
      @ForAll int at,
      @ForAll byte value,
      @ForAll int cutAt,
      @ForAll boolean isCut) {
    byte[] changed = utf8(frame);
    changed[Math.floorMod(at, changed.length)] = value;
    if (isCut) {
      changed = Arrays.copyOf(changed, Math.floorMod(cutAt, changed.length));
    }
    answerable(CODEC.decode(changed));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 500)
  void aFrameWithAPartOfAnotherHasAnAnswer(
      @ForAll("frames") String frame, @ForAll("json") String inserted, @ForAll int at) {
    int place = Math.floorMod(at, frame.length());
    answerable(CODEC.decode(utf8(frame.substring(0, place) + inserted + frame.substring(place))));
  }

  @Property
  void refsComeThroughOrAreRefused(@ForAll("texts") String ref) throws IOException {
    byte[] frame = JACKSON.writeValueAsBytes(Map.of("action", "ping", "ref", ref));

    Inbound inbound = CODEC.decode(frame);

    if (inbound instanceof Accepted accepted) {
      // Where Jackson writes half a character, it writes a question mark.
      assertThat(accepted.action().ref()).contains(JACKSON.readTree(frame).get("ref").textValue());
    }
  }

  /** Whatever it is, an answer to it can be encoded and is JSON. */
  private static void answerable(Inbound inbound) {
    if (inbound instanceof Rejected rejected) {
      Frame answer =
          rejected.isPush()
              ? EventCodec.encode(
                  new Event.PushRefused(
                      rejected.usif(), rejected.cid(), rejected.why(), rejected.ref()))
              : EventCodec.encode(
                  new Event.Refused(
                      rejected.action(), rejected.usif(), rejected.why(), rejected.ref()));
      assertThat(parsed(answer).path("errcode").asInt()).isEqualTo(rejected.why().code().number());
    }
  }

  private static JsonNode parsed(Frame frame) {
    try {
      return JACKSON.readTree(frame.utf8());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Message message(Action.Push push) {
    return new Message(
        ID,
        Optional.empty(),
        push.cid(),
        new UserId("u1"),
        "doctor",
        push.type(),
        push.content(),
        false,
        false,
        false);
  }
}
