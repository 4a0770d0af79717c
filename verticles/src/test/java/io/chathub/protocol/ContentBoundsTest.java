package io.chathub.protocol;

import static io.chathub.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.Inbound.Accepted;
import io.chathub.protocol.Inbound.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What content may hold, whether a client or a service says it. */
class ContentBoundsTest {

  private static final ActionCodec CLIENTS = new ActionCodec(Integer.MAX_VALUE);
  private static final ServiceCodec SERVICES = new ServiceCodec(Integer.MAX_VALUE);

  private static Inbound push(String content) {
    return CLIENTS.decode(
        utf8(
            "{\"action\":\"push\",\"data\":{\"usif\":\"b1\",\"cid\":\"c\",\"content\":"
                + content
                + "},\"ref\":\"r\"}"));
  }

  private static RawJson publish(String content) {
    return RawJson.of("{\"target\":{\"all\":1},\"content\":" + content + "}");
  }

  private static void isTaken(String content) {
    assertThat(push(content)).isInstanceOf(Accepted.class);
    assertThat(SERVICES.publish(publish(content)).content()).isEqualTo(RawJson.of(content));
  }

  private static void isRefused(String why, String content) {
    assertThat(push(content)).isInstanceOf(Rejected.class);
    Rejected rejected = (Rejected) push(content);
    assertThat(rejected.why().code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
    assertThat(rejected.why()).hasMessage("content: " + why);
    assertThat(rejected.isPush()).isTrue();
    assertThat(rejected.cid()).contains("c");
    assertThat(rejected.ref()).contains("r");
    isRefusedOfAService(content);
  }

  private static void isRefusedOfAService(String content) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> SERVICES.publish(publish(content)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
  }

  /** As many digits as the integer says, in each of the forms of a number. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "-%s", "[%s]", "{\"a\":[{}, -%s]}"})
  void aNumberHasAThousandDigits(String form) {
    for (String most :
        new String[] {
          "9".repeat(1_000), "0." + "7".repeat(999), "1".repeat(500) + "e+" + "0".repeat(500),
        }) {
      isTaken(form.replace("%s", most));
    }
    for (String more :
        new String[] {
          "9".repeat(1_001),
          "0." + "7".repeat(1_000),
          "1".repeat(500) + "E-" + "0".repeat(501),
          "1.5" + "3".repeat(100_000)
        }) {
      isRefused("a number has at most 1000 digits", form.replace("%s", more));
    }
  }

  @Test
  void aStringOfDigitsIsNoNumber() {
    isTaken("\"" + "9".repeat(2_000) + "\"");
  }

  @Test
  void numbersAreTakenHoweverLargeTheyAre() {
    for (String number : new String[] {"1e400", "-1E+999999999", "1e99999999999999999999", "-0"}) {
      isTaken(number);
    }
  }

  @Test
  void aNameHasEightKibibytes() {
    for (String most : new String[] {"n".repeat(8_192), "\u00e9".repeat(4_096)}) {
      isTaken("{\"" + most + "\":1}");
      isRefused("a name has at most 8192 bytes", "[{\"" + most + "n\":1}]");
    }
  }

  @Test
  void ofContentThatComesTwiceTheLastCounts() {
    String tooLong = "9".repeat(1_001);
    String frame = "{'action':'push','data':{'usif':'b1','content':%s,'content':%s}}";

    Frames.accepted(Action.Push.class, frame.formatted(tooLong, "1"));
    Frames.rejected(ErrorCode.MALFORMED_FIELD, frame.formatted("1", tooLong));
  }

  @Test
  void whatIsNoContentIsNotLookedInto() {
    String ping = "{'action':'ping','data':{'content':%s},'x':{'%s':%s}}";

    Frames.accepted(
        Action.Ping.class, ping.formatted("9".repeat(1_001), "n".repeat(9_000), "9".repeat(1_001)));
  }

  /** The object around it is the first level. */
  @Test
  void aServiceNestsAHundredDeep() {
    String most = "[".repeat(99) + "]".repeat(99);
    assertThat(SERVICES.publish(publish(most)).content()).isEqualTo(RawJson.of(most));
    isRefusedOfAService("[" + most + "]");
  }

  @Test
  void namesThatAreMadeToCollideAreRefusedAtOnce() {
    StringBuilder content = new StringBuilder("{\"a\":1");
    CollidingNames.of(3_000).forEach(name -> content.append(",\"").append(name).append("\":1"));

    Rejected rejected = (Rejected) push(content.append('}').toString());

    assertThat(rejected.why().code()).isEqualTo(ErrorCode.MALFORMED_FIELD);
    assertThat(rejected.why().getMessage()).contains("too much alike");
    isRefusedOfAService(content.toString());
  }
}
