package io.chathub.protocol;

import static io.chathub.protocol.Frames.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of actions that are not what they must be: which one is named, and what is salvaged. */
class RefusedActionsTest {

  private static final List<String> NEITHER = List.of("true", "false", "[]", "{}", "1.5", "1e400");

  /** What each field must not be. */
  static Stream<Arguments> wrongFields() {
    List<Arguments> all = new ArrayList<>();
    Map<String, String> rests =
        Map.of(
            "push", "'content':1,'usif':'b1'",
            "read", "'seq':1,'usif':'b1'",
            "recall", "'seq':1,'usif':'b1'",
            "typing", "'usif':'b1'",
            "reconnect", "'usif':'b1'");
    rests.forEach(
        (action, rest) -> {
          add(all, action, rest, "usif", NEITHER);
          add(all, action, rest, "usif", List.of("1", "null", "''", "'a b'", "'\u00e9'"));
          add(all, action, rest, "usif", List.of("'" + "u".repeat(129) + "'"));
        });
    for (String text : List.of("type", "cid")) {
      add(all, "push", rests.get("push"), text, NEITHER);
      add(all, "push", rests.get("push"), text, List.of("1", "''", "'\\ud800'", "'a\\udc00b'"));
    }
    add(all, "push", rests.get("push"), "cid", List.of("'" + "c".repeat(65) + "'"));
    add(
        all,
        "push",
        rests.get("push"),
        "type",
        List.of("'system'", "'Text'", "'1'", "'a b'", "'t\\n'", "'" + "t".repeat(33) + "'"));
    for (String action : List.of("read", "recall")) {
      add(all, action, rests.get(action), "id", NEITHER);
      add(all, action, rests.get(action), "id", List.of("''", "-1"));
      add(all, action, "'usif':'b1'", "seq", NEITHER);
      add(all, action, "'usif':'b1'", "seq", List.of("''", "-1"));
    }
    String reconnect = rests.get("reconnect");
    add(all, "reconnect", reconnect, "index", NEITHER);
    add(all, "reconnect", reconnect, "index", List.of("-1"));
    add(all, "reconnect", reconnect, "rev", NEITHER);
    add(all, "reconnect", reconnect, "rev", List.of("-1", "'1'"));
    add(all, "reconnect", reconnect, "scope", NEITHER);
    add(all, "reconnect", reconnect, "scope", List.of("1", "''", "'ALL'"));
    add(all, "reconnect", reconnect, "limit", NEITHER);
    add(all, "reconnect", reconnect, "limit", List.of("0", "-1", "'5'", "-1e2"));
    add(all, "reconnect", reconnect, "chats", List.of("1", "'b1'", "{}", "true"));
    add(all, "reconnect", reconnect, "chats", List.of("[1]", "[null]", "[[]]", "['b1']"));
    return all.stream();
  }

  private static void add(
      List<Arguments> all, String action, String rest, String field, List<String> values) {
    values.forEach(value -> all.add(Arguments.of(action, rest, field, value)));
  }

  @ParameterizedTest
  @MethodSource("wrongFields")
  void aWrongFieldIsNamed(String action, String rest, String field, String value) {
    Inbound.Rejected refused =
        rejected(
            ErrorCode.MALFORMED_FIELD,
            "{'action':'%s','ref':'r','data':{%s,'%s':%s}}".formatted(action, rest, field, value));

    assertThat(refused.why().getMessage()).startsWith(field + ": ");
    assertThat(refused.action()).contains(action);
    assertThat(refused.ref()).contains("r");
    assertThat(refused.isPush()).isEqualTo(action.equals("push"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'usif':2", "'usif':'b1','index':true", "'index':1", "'usif':'b1','rev':-1"})
  void aWrongChatOfManyRefusesAll(String chat) {
    rejected(
        ErrorCode.MALFORMED_FIELD,
        "{'action':'reconnect','data':{'chats':[{'usif':'b1'},{" + chat + "}]}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'action':'push','data':{'content':1}}",
        "{'action':'push','data':{'usif':'b1'}}",
        "{'action':'read','data':{'usif':'b1'}}",
        "{'action':'recall','data':{'usif':'b1'}}",
        "{'action':'read','data':{'id':1}}",
        "{'action':'typing','data':{}}",
        "{'action':'reconnect','data':{}}",
      })
  void aMissingFieldIsSaidToBe(String frame) {
    assertThat(rejected(ErrorCode.MALFORMED_FIELD, frame).why().getMessage())
        .endsWith("is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "read", "reconnect", "typing", "recall"})
  void dataMustBeAnObject(String action) {
    for (String data : List.of("null", "1", "'x'", "[]", "true")) {
      Inbound.Rejected refused =
          rejected(ErrorCode.MALFORMED_FIELD, "{'action':'" + action + "','data':" + data + "}");
      assertThat(refused.why().getMessage()).startsWith("data: ");
    }
    rejected(ErrorCode.MALFORMED_FIELD, "{'action':'" + action + "'}");
  }

  @Test
  void pingNeedsNoDataButNoOtherThanAnObject() {
    rejected(ErrorCode.MALFORMED_FIELD, "{'action':'ping','data':1}");
    assertThat(Frames.accepted(Action.Ping.class, "{'action':'ping','data':{}}").ref()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'action':null", "'action':1", "'action':{}", "'action':['push']"})
  void withoutAnActionItIsNoFrame(String fields) {
    Inbound.Rejected refused = rejected(ErrorCode.MALFORMED_FRAME, "{" + fields + "}");
    assertThat(refused.action()).isEmpty();
    assertThat(refused.why().code().isBadFrame()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Push", "push ", "pushback", "\\u0000", "\\ud800"})
  void anActionOfAnotherNameIsUnknown(String name) {
    Inbound.Rejected refused =
        rejected(
            ErrorCode.UNKNOWN_ACTION,
            "{'ref':'r','action':'" + name + "','data':{'usif':'b1','cid':'c'}}");
    assertThat(refused.ref()).contains("r");
    assertThat(refused.usif()).contains("b1");
    assertThat(refused.cid()).contains("c");
    assertThat(refused.isPush()).isFalse();
  }

  @Test
  void everyOtherActionThanOursIsUnknownButOursAreNot() {
    for (Action.Name name : Action.Name.values()) {
      assertThat(rejected("{'action':'" + name.wireName() + "','data':1}").why().code())
          .isEqualTo(ErrorCode.MALFORMED_FIELD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "{}", "[]", "'\\ud800'", "'\\udc00\\ud800'"})
  void aRefThatIsNoneIsRefusedAndNotSaidAgain(String ref) {
    Inbound.Rejected refused =
        rejected(ErrorCode.MALFORMED_FIELD, "{'action':'ping','ref':" + ref + "}");
    assertThat(refused.why().getMessage()).startsWith("ref: ");
    assertThat(refused.ref()).isEmpty();
  }

  @Test
  void whatIsTooLongIsNotSalvaged() {
    String x65 = "x".repeat(65);
    Inbound.Rejected refused =
        rejected(
            ErrorCode.MALFORMED_FIELD,
            "{'action':'%s','ref':'%s','data':{'usif':'%s','cid':'%s'}}"
                .formatted(x65, x65, "x".repeat(136), x65));

    assertThat(refused.action()).isEmpty();
    assertThat(refused.ref()).isEmpty();
    assertThat(refused.usif()).isEmpty();
    assertThat(refused.cid()).isEmpty();
  }

  @Test
  void theLongestSystemChatIsSalvaged() {
    String longest = "system:" + "u".repeat(128);
    assertThat(
            rejected(
                    ErrorCode.MALFORMED_FIELD,
                    "{'action':'push','data':{'usif':'" + longest + "'}}")
                .usif())
        .contains(longest);
  }

  @Test
  void aRefusedPushNamesItsChatAndCid() {
    Inbound.Rejected refused =
        rejected(
            ErrorCode.MALFORMED_FIELD,
            "{'action':'push','data':{'usif':'b1','cid':'c','type':'system','content':1}}");

    assertThat(refused.usif()).contains("b1");
    assertThat(refused.cid()).contains("c");
    assertThat(refused.ref()).isEmpty();
  }
}
