package io.chathub.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Names, ids and positions: what is printed is parsed again, and nothing else is. */
class NamesAndIdsProperties {

  @Provide
  Arbitrary<MessageId> ids() {
    Arbitrary<ChatId> chats =
        Arbitraries.strings()
            .withChars("aZ09_.:@-")
            .ofMinLength(1)
            .ofMaxLength(128)
            .map(ChatId::new);
    return Combinators.combine(
            chats,
            Arbitraries.longs().between(1, 999_999_999_999_999_999L),
            Arbitraries.longs().between(0, Long.MAX_VALUE))
        .as(MessageId::new);
  }

  @Property
  void anIdIsParsedAgain(@ForAll("ids") MessageId id) {
    assertThat(MessageId.parse(id.toString())).contains(id);
    assertThat(Position.parse(id.toString())).isEqualTo(new Position.ById(id));
  }

  @Property
  void anIdHasOneSpelling(@ForAll("ids") MessageId id) {
    String text = id.toString();
    int seq = text.lastIndexOf('.', text.lastIndexOf('.') - 1) + 1;

    assertThat(MessageId.parse(text.substring(0, seq) + '0' + text.substring(seq))).isEmpty();
    assertThat(MessageId.parse(text + ' ')).isEmpty();
    assertThat(MessageId.parse(' ' + text)).isEmpty();
  }

  @Property
  void whatIsParsedIsPrintedAlike(@ForAll String text) {
    MessageId.parse(text).ifPresent(id -> assertThat(id).hasToString(text));
  }

  @Property
  void anyTextIsAPosition(@ForAll String text) {
    assertThat(Position.parse(text)).isNotNull();
  }

  @Property
  void aNumberIsAPosition(@ForAll int number) {
    long seq = Math.abs((long) number);

    assertThat(Position.parse(Long.toString(seq))).isEqualTo(new Position.BySeq(seq));
    assertThat(Position.parse("-" + (seq + 1))).isInstanceOf(Position.Unknown.class);
  }

  @Example
  void whatIsNoIdIsNone() {
    for (String text :
        new String[] {
          "",
          ".",
          "..",
          "b1",
          "b1.",
          "b1.1",
          "b1.1.",
          ".1.a",
          "b1..a",
          "b1.0.a",
          "b1.-1.a",
          "b1.x.a",
          "b1.1.A",
          "b1.1.+a",
          "b1.1.zzzzzzzzzzzzzz",
          "b 1.1.a",
          "\u00e9.1.a",
          "b1.1234567890123456789.a",
          "b1.\u0661.a",
        }) {
      assertThat(MessageId.parse(text)).as(text).isEqualTo(Optional.empty());
    }
  }

  @Example
  void nothingIsTheStart() {
    assertThat(Position.parse("")).isEqualTo(Position.START);
    assertThat(Position.parse("0")).isEqualTo(Position.START);
  }

  @Example
  void namesAreOneToAHundredAndTwentyEightOfTheAlphabet() {
    assertThat(UserId.isValid("A-z_0.9:@")).isTrue();
    assertThat(UserId.isValid("u".repeat(128))).isTrue();
    assertThat(UserId.isValid("u".repeat(129))).isFalse();
    for (String text : new String[] {"", " ", "a b", "a/b", "\u00e9", "a\n", "\u0661", "a,b"}) {
      assertThat(UserId.isValid(text)).as(text).isFalse();
      assertThat(ChatId.isValid(text)).as(text).isFalse();
    }
  }

  @Example
  void systemIsReserved() {
    assertThat(UserId.isValid("system")).isFalse();
    assertThat(UserId.isValid("system:u1")).isFalse();
    assertThat(UserId.isValid("systems")).isTrue();
    assertThat(new ChatId("system").isReserved()).isTrue();
    assertThat(new ChatId("system:u1").isReserved()).isTrue();
    assertThat(new ChatId("systems:u1").isReserved()).isFalse();
  }

  @Example
  void everyUserHasASystemChat() {
    UserId longest = new UserId("u".repeat(128));

    ChatId chat = ChatId.systemChatOf(longest);

    assertThat(chat.value()).isEqualTo("system:" + longest);
    assertThat(MessageId.parse(new MessageId(chat, 1, 36).toString()))
        .contains(new MessageId(chat, 1, 36));
    assertThat(ChatId.isValid("u".repeat(129))).isFalse();
    assertThat(ChatId.isValid(chat.value() + "u")).isFalse();
  }
}
