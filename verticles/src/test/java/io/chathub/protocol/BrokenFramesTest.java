package io.chathub.protocol;

import static io.chathub.protocol.Frames.quoted;
import static io.chathub.protocol.Frames.rejected;
import static io.chathub.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import io.chathub.protocol.Inbound.Accepted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are not one JSON object in UTF-8. */
class BrokenFramesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "'push'",
        "[]",
        "[{'action':'ping'}]",
        "{",
        "}",
        "{'action'}",
        "{'action':}",
        "{'action':'ping'",
        "{'action':'ping',}",
        "{'action':'ping'}}",
        "{'action':'ping'} x",
        "{'action':'ping'}{}",
        "{'action':'ping'} null",
        "{action:'ping'}",
        "{'action':'ping' /* yes */}",
        "{'action':'ping','x':NaN}",
        "{'action':'ping','x':01}",
        "{'action':'ping','x':+1}",
        "{'action':'ping','x':.5}",
        "{'action':'ping','x':5.}",
        "{'action':'ping','x':'\\x'}",
        "{'action':'ping','x':'\\ud8'}",
        "{'action':'ping','x':'\t'}",
        "{'action':'ping','x':tru}",
        "{'action':'ping','x':[1 2]}",
        "{'action':'ping','x':[}]}",
      })
  void isRefused(String frame) {
    rejected(ErrorCode.MALFORMED_FRAME, frame);
  }

  @Test
  void backslashesAndQuotesOfAnotherKindAreRefused() {
    assertThat(rejected(utf8("{'action':'ping'}")).why().code())
        .isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void whatCameBeforeTheFaultIsSalvaged() {
    Inbound.Rejected refused =
        rejected(
            ErrorCode.MALFORMED_FRAME,
            "{'action':'push','ref':'r','data':{'usif':'b1','cid':'c','content':[1 2]}}");

    assertThat(refused.isPush()).isTrue();
    assertThat(refused.ref()).contains("r");
    assertThat(refused.usif()).contains("b1");
    assertThat(refused.cid()).contains("c");
  }

  @Test
  void whatCameBeforeTrailingGarbageIsSalvaged() {
    Inbound.Rejected refused = rejected(ErrorCode.MALFORMED_FRAME, "{'action':'ping','ref':'r'} !");

    assertThat(refused.action()).contains("ping");
    assertThat(refused.ref()).contains("r");
  }

  @Test
  void aHundredLevelsAreGranted() {
    assertThat(Frames.decode(utf8(quoted(nested(100))))).isInstanceOf(Accepted.class);
    assertThat(Frames.decode(utf8(quoted(nestedContent(100))))).isInstanceOf(Accepted.class);
  }

  @Test
  void aHundredAndOneLevelsAreRefused() {
    rejected(ErrorCode.MALFORMED_FIELD, nested(101));
    Inbound.Rejected refused = rejected(ErrorCode.MALFORMED_FIELD, nestedContent(101));

    assertThat(refused.isPush()).isTrue();
    assertThat(refused.usif()).contains("b1");
    assertThat(refused.why().getMessage()).isEqualTo("frame: nested deeper than 100");
  }

  @Test
  void whatComesAfterTooManyLevelsIsSalvaged() {
    String frame = nestedContent(101).replace("}}", ",'cid':'c'},'ref':'r'}");
    Inbound.Rejected refused = rejected(ErrorCode.MALFORMED_FIELD, frame);

    assertThat(refused.cid()).contains("c");
    assertThat(refused.ref()).contains("r");
  }

  @Test
  void aWholeFrameOfBracketsIsRefused() {
    rejected(ErrorCode.MALFORMED_FIELD, "{'x':" + "[".repeat(65_000));
  }

  /** The last is a byte order mark in UTF-16. */
  @ParameterizedTest
  @ValueSource(
      strings = {"80", "C0AF", "C3", "E282", "EDA080", "F4908080", "F8888080", "FF", "FEFF"})
  void whatIsNoUtf8IsRefused(String hex) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(utf8(quoted("{'action':'ping','x':'")));
    frame.writeBytes(HexFormat.of().parseHex(hex));
    frame.writeBytes(utf8("\"}"));

    assertThat(rejected(frame.toByteArray()).why().code()).isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
  void otherUnicodeIsRefused(String charset) {
    byte[] frame = quoted("{'action':'ping'}").getBytes(Charset.forName(charset));

    assertThat(rejected(frame).why().code()).isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void aZeroByteIsRefusedWhereverItIs() {
    byte[] frame = utf8(quoted("{'action':'ping','x':'ab'}"));
    for (int i = 0; i < frame.length; i++) {
      byte[] zeroed = frame.clone();
      zeroed[i] = 0;
      assertThat(rejected(zeroed).why().code()).isEqualTo(ErrorCode.MALFORMED_FRAME);
    }
  }

  @Test
  void aByteOrderMarkIsSkippedAndContentStaysExact() {
    String frame = "\ufeff{'action':'push','data':{'usif':'b1','content': {'a' : 1} }}";

    assertThat(Frames.accepted(Action.Push.class, frame).content().toString())
        .isEqualTo("{\"a\" : 1}");
  }

  @Test
  void aByteOrderMarkElsewhereIsRefused() {
    rejected(ErrorCode.MALFORMED_FRAME, "{\ufeff'action':'ping'}");
    rejected(ErrorCode.MALFORMED_FRAME, "{'action':'ping'}\ufeff");
  }

  @Test
  void anyUnicodeIsWelcomeInContent() {
    String text = "\"\u0001\u007f\u00e9\u2028\ud83d\ude00\ufffe\"".replace("\u0001", "\\u0001");
    byte[] frame =
        utf8("{\"data\":{\"usif\":\"b1\",\"content\":" + text + "},\"action\":\"push\"}");

    Action.Push push = (Action.Push) ((Accepted) Frames.decode(frame)).action();

    assertThat(push.content().utf8()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String nested(int depth) {
    return "{'action':'ping','x':" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  private static String nestedContent(int depth) {
    return "{'action':'push','data':{'usif':'b1','content':"
        + "[".repeat(depth - 2)
        + "]".repeat(depth - 2)
        + "}}";
  }
}
