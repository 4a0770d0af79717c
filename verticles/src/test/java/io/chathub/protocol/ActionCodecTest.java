package io.chathub.protocol;

import static io.chathub.protocol.Frames.accepted;
import static io.chathub.protocol.Frames.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every action in all the forms that a client may give it. */
class ActionCodecTest {

  private static final ChatId CHAT = new ChatId("b1");
  private static final MessageId ID = new MessageId(CHAT, 57, 1_767_225_600_000L);
  private static final Position BY_ID = new Position.ById(ID);

  @Test
  void pushHasDefaults() {
    assertThat(accepted(Action.Push.class, "{'action':'push','data':{'usif':'b1','content':'hi'}}"))
        .isEqualTo(
            new Action.Push(
                CHAT, RawJson.of("\"hi\""), "text", Optional.empty(), Optional.empty()));
  }

  @Test
  void pushTakesEveryField() {
    assertThat(
            accepted(
                Action.Push.class,
                "{'action':'push','ref':'r','data':"
                    + "{'usif':'b1','content':{'a':[1, 2]},'type':'x-ray.v2','cid':'c'}}"))
        .isEqualTo(
            new Action.Push(
                CHAT,
                RawJson.of("{\"a\":[1, 2]}"),
                "x-ray.v2",
                Optional.of("c"),
                Optional.of("r")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "-1.5e+300", "''", "true", "[]", "{}", "'\\ud800'"})
  void contentIsAnyValue(String content) {
    assertThat(
            accepted(
                    Action.Push.class,
                    "{'action':'push','data':{'usif':'b1','content': " + content + " }}")
                .content())
        .isEqualTo(RawJson.of(Frames.quoted(content)));
  }

  @Test
  void namesComeInAnyOrder() {
    assertThat(
            accepted(
                Action.Push.class,
                "{'data':{'type':'image','content':1,'cid':'c','usif':'b1'},'ref':'r',"
                    + "'action':'push'}"))
        .isEqualTo(
            new Action.Push(CHAT, RawJson.of("1"), "image", Optional.of("c"), Optional.of("r")));
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertThat(
            accepted(
                Action.Typing.class,
                "{'v':[{'action':'push'}],'action':'typing','data':{'usif':'b1','x':{'usif':2}}}"))
        .isEqualTo(new Action.Typing(CHAT, Optional.empty()));
  }

  @Test
  void lastOfDuplicateNamesCounts() {
    assertThat(
            accepted(
                Action.Push.class,
                "{'action':1,'ref':'a','data':3,'data':{'usif':2,'content':1,'usif':'b1',"
                    + "'content':[ ]},'action':'push','ref':'b'}"))
        .isEqualTo(
            new Action.Push(CHAT, RawJson.of("[ ]"), "text", Optional.empty(), Optional.of("b")));
  }

  @Test
  void nothingIsLeftOfAnEarlierData() {
    rejected(
        ErrorCode.MALFORMED_FIELD,
        "{'action':'push','data':{'usif':'b1','content':1},'data':{'content':2}}");
    rejected(
        ErrorCode.MALFORMED_FIELD,
        "{'action':'reconnect','data':{'chats':[{'usif':'b1'}]},'data':{}}");
    accepted(
        Action.Reconnect.class, "{'action':'reconnect','data':{'chats':1},'data':{'usif':'b1'}}");
  }

  @Test
  void nullIsAbsent() {
    assertThat(
            accepted(
                Action.Push.class,
                "{'action':'push','ref':null,'data':"
                    + "{'usif':'b1','content':1,'type':null,'cid':null}}"))
        .isEqualTo(
            new Action.Push(CHAT, RawJson.of("1"), "text", Optional.empty(), Optional.empty()));
    assertThat(
            accepted(
                Action.Reconnect.class,
                "{'action':'reconnect','data':{'usif':'b1','index':null,'rev':null,'read':null,"
                    + "'scope':null,'limit':null,'chats':null}}"))
        .isEqualTo(
            new Action.Reconnect(
                List.of(wanted(Position.START)), true, 50, true, Optional.empty()));
    assertThat(accepted(Action.Ping.class, "{'action':'ping','data':null}").ref()).isEmpty();
    assertThat(
            accepted(Action.Read.class, "{'action':'read','data':{'usif':'b1','id':null,'seq':3}}"))
        .isEqualTo(new Action.Read(CHAT, new Position.BySeq(3), Optional.empty()));
  }

  @Test
  void aMessageIsNamedById() {
    assertThat(position("read", "'id':'" + ID + "'")).isEqualTo(BY_ID);
    assertThat(position("read", "'id':'" + ID + "','seq':3")).isEqualTo(BY_ID);
    assertThat(position("read", "'seq':'" + ID + "'")).isEqualTo(BY_ID);
    assertThat(position("recall", "'id':'" + ID + "'")).isEqualTo(BY_ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'seq':57", "'seq':'57'", "'id':57", "'id':'57'", "'id':'057'"})
  void aMessageIsNamedByNumberToo(String fields) {
    assertThat(position("read", fields)).isEqualTo(new Position.BySeq(57));
    assertThat(position("recall", fields)).isEqualTo(new Position.BySeq(57));
  }

  @Test
  void aTextThatNamesNothingIsLeftToTheStore() {
    assertThat(position("read", "'id':'what'")).isEqualTo(new Position.Unknown("what"));
  }

  @Test
  void aNumberBeyondAllIsTheGreatest() {
    assertThat(position("read", "'seq':" + "9".repeat(5_000)))
        .isEqualTo(new Position.BySeq(Long.MAX_VALUE));
    rejected(
        ErrorCode.MALFORMED_FIELD,
        "{'action':'read','data':{'usif':'b1','seq':-" + "9".repeat(5_000) + "}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'x':1", "'index':0", "'index':''", "'index':null", "'index':'0'"})
  void noIndexIsTheStart(String fields) {
    assertThat(reconnect("'usif':'b1'," + fields).chats()).containsExactly(wanted(Position.START));
  }

  @Test
  void indexIsAnIdOrASeqOrUnknown() {
    assertThat(index("'" + ID + "'")).isEqualTo(BY_ID);
    assertThat(index("57")).isEqualTo(new Position.BySeq(57));
    assertThat(index("'57'")).isEqualTo(new Position.BySeq(57));
    assertThat(index("'nonsense'")).isEqualTo(new Position.Unknown("nonsense"));
  }

  @Test
  void reconnectTakesManyChats() {
    Action.Reconnect reconnect =
        accepted(
            Action.Reconnect.class,
            "{'action':'reconnect','ref':'r','data':{'usif':7,'chats':[{'usif':'b1','index':3},"
                + "{'usif':'b2','rev':4,'read':5,'scope':1}],'scope':'all','limit':200}}");

    assertThat(reconnect)
        .isEqualTo(
            new Action.Reconnect(
                List.of(
                    wanted(new Position.BySeq(3)),
                    new Action.Wanted(
                        new ChatId("b2"),
                        Position.START,
                        OptionalLong.of(4),
                        Optional.of(new Position.BySeq(5)))),
                false,
                200,
                false,
                Optional.of("r")));
  }

  @Test
  void reconnectTakesTwoHundredChatsAndNoMore() {
    assertThat(reconnect("'chats':[" + chats(200) + "]").chats()).hasSize(200);
    assertThat(reconnect("'chats':[]").chats()).isEmpty();
    rejected(
        ErrorCode.MALFORMED_FIELD, "{'action':'reconnect','data':{'chats':[" + chats(201) + "]}}");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "50,50", "51,50", "9223372036854775807,50", "99999999999999999999,50"})
  void limitOfUnreadIsFifty(String given, int limit) {
    assertThat(reconnect("'usif':'b1','limit':" + given).limit()).isEqualTo(limit);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "200,200", "201,200", "99999999999999999999,200"})
  void limitOfAllIsTwoHundred(String given, int limit) {
    assertThat(reconnect("'usif':'b1','scope':'all','limit':" + given).limit()).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "''", "'0'"})
  void aReadOfNothingIsNone(String read) {
    assertThat(reconnect("'usif':'b1','read':" + read).chats().get(0).read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-3", "true", "{}", "[]", "1.5"})
  void aMalformedReadIsRefusedOnlyWhenItIsTried(String read) {
    assertThat(reconnect("'usif':'b1','read':" + read).chats().get(0).read())
        .contains(new Position.Unknown(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "[]", "{}", "1.5"})
  void aReadOfTheWrongTypeSpoilsNothing(String read) {
    assertThat(reconnect("'usif':'b1','read':" + read).chats().get(0).read())
        .contains(new Position.Unknown(""));
  }

  @Test
  void refIsUpToSixtyFourCharactersOfAnyKind() {
    String longest = "\u00e9".repeat(64);
    assertThat(accepted(Action.Ping.class, "{'action':'ping','ref':'" + longest + "'}").ref())
        .contains(longest);
    assertThat(accepted(Action.Ping.class, "{'action':'ping','ref':''}").ref()).contains("");
    assertThat(accepted(Action.Ping.class, "{'action':'ping','ref':'\\ud83d\\ude00'}").ref())
        .contains("\ud83d\ude00");
  }

  @Test
  void cidIsUpToSixtyFourCharacters() {
    String longest = "c".repeat(64);
    assertThat(
            accepted(
                    Action.Push.class,
                    "{'action':'push','data':{'usif':'b1','content':1,'cid':'" + longest + "'}}")
                .cid())
        .contains(longest);
  }

  @Test
  void contentIsMeasuredInBytesAsSent() {
    String fits = "'" + "\u20ac".repeat((Frames.CONTENT_BYTES_MAX - 2) / 3) + "'";
    String full = "[" + " ".repeat(Frames.CONTENT_BYTES_MAX - 2) + "]";

    assertThat(push(fits).content().length()).isEqualTo(Frames.CONTENT_BYTES_MAX);
    assertThat(push("   " + full + "   ").content().length()).isEqualTo(Frames.CONTENT_BYTES_MAX);
    Inbound.Rejected refused =
        rejected(
            ErrorCode.TOO_LARGE,
            "{'action':'push','ref':'r','data':{'usif':'b1','cid':'c','content':[ " + full + "]}}");
    assertThat(refused.isPush()).isTrue();
    assertThat(refused.cid()).contains("c");
    assertThat(refused.why().code().isBadFrame()).isFalse();
  }

  private static Action.Push push(String content) {
    return accepted(
        Action.Push.class, "{'action':'push','data':{'usif':'b1','content':" + content + "}}");
  }

  private static Position position(String action, String fields) {
    String frame = "{'action':'" + action + "','data':{'usif':'b1'," + fields + "}}";
    return action.equals("read")
        ? accepted(Action.Read.class, frame).upTo()
        : accepted(Action.Recall.class, frame).message();
  }

  private static Action.Reconnect reconnect(String fields) {
    return accepted(Action.Reconnect.class, "{'action':'reconnect','data':{" + fields + "}}");
  }

  private static Position index(String index) {
    return reconnect("'usif':'b1','index':" + index).chats().get(0).index();
  }

  private static Action.Wanted wanted(Position index) {
    return new Action.Wanted(CHAT, index, OptionalLong.empty(), Optional.empty());
  }

  private static String chats(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'usif':'b" + i + "'}")
        .collect(Collectors.joining(","));
  }
}
