package io.chathub.protocol;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Values of the wire, made at random. */
public final class Generated {

  private Generated() {}

  private static final int DEPTH_MAX = 3;
  private static final String NAME_CHARS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@-";

  /** Any text: controls, quotes, other planes and halves of characters included. */
  static Arbitrary<String> texts() {
    Arbitrary<Character> chars =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.chars().range(' ', '~')),
            Tuple.of(2, Arbitraries.chars().range('\u0000', '\u001f')),
            Tuple.of(2, Arbitraries.chars().with('"', '\\', '/', '\u007f', '\u2028')),
            Tuple.of(2, Arbitraries.chars().range('\ud800', '\udfff')),
            Tuple.of(3, Arbitraries.chars().all()));
    return chars.list().ofMaxSize(40).map(Generated::joined);
  }

  private static String joined(List<Character> chars) {
    StringBuilder text = new StringBuilder(chars.size());
    chars.forEach(text::append);
    return text.toString();
  }

  /** Text that can be said in UTF-8. */
  static Arbitrary<String> wholeTexts() {
    return texts().map(text -> new String(Frames.utf8(text), StandardCharsets.UTF_8));
  }

  static Arbitrary<String> blanks() {
    return Arbitraries.strings().withChars(' ', '\t', '\n', '\r').ofMaxLength(3);
  }

  /** Any JSON value, with any blanks within, as its text. */
  public static Arbitrary<String> json() {
    return json(DEPTH_MAX);
  }

  /** A JSON value that is at a bound of what is taken, or just beyond, somewhere within. */
  public static Arbitrary<String> extremeJson() {
    Arbitrary<String> extremes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(990, 1_010).map("9"::repeat),
            Arbitraries.integers().between(990, 1_010).map(n -> "-0." + "7".repeat(n - 1)),
            Arbitraries.integers().between(985, 1_005).map(n -> "1." + "7".repeat(n) + "E-0020"),
            Arbitraries.of("1e400", "-1E+999999999", "1e-99999999999999999999", "0e9999999999"),
            Arbitraries.of("\"\\ud800\"", "\"a\\udc00\\ud83d\"", "\"\\u0000\"", "\"\ud83d\ude00\""),
            Arbitraries.of(
                "{\"\":{\"\":null}}", "{\"a\":1,\"a\":[2],\"a\":3.0}", "{\"__proto__\":0}"),
            Arbitraries.integers().between(8_185, 8_200).map(n -> "{\"" + "n".repeat(n) + "\":0}"),
            Arbitraries.integers()
                .between(2_725, 2_740)
                .map(n -> "{\"" + "\u754c".repeat(n) + "\":0}"),
            Arbitraries.integers().between(90, 100).map(n -> "[".repeat(n) + "{}" + "]".repeat(n)),
            Arbitraries.integers().between(1, 20_000).map("x"::repeat).map(x -> '"' + x + '"'));
    Arbitrary<String> within = Arbitraries.of("%s", "[1,%s,2]", "{\"a\":[{\"b\":%s}],\"c\":0.5}");
    return Combinators.combine(within, extremes)
        .as((frame, extreme) -> frame.replace("%s", extreme));
  }

  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(
                "null", "true", "false", "0", "-0", "1e5", "-1.25E-7", "{}", "[]", "\"\""),
            numbers(),
            strings());
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<String> values = Arbitraries.lazy(() -> json(depth - 1));
    Arbitrary<String> items =
        Combinators.combine(blanks(), values, blanks()).as((a, v, b) -> a + v + b);
    Arbitrary<String> fields =
        Combinators.combine(blanks(), strings(), blanks(), items)
            .as((a, name, b, item) -> a + name + b + ":" + item);
    return Arbitraries.oneOf(
        scalars,
        items.list().ofMaxSize(4).map(all -> "[" + String.join(",", all) + "]"),
        fields.list().ofMaxSize(4).map(all -> "{" + String.join(",", all) + "}"));
  }

  private static Arbitrary<String> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.bigDecimals().ofScale(30).map(String::valueOf),
        Arbitraries.integers()
            .between(1, 200)
            .map(digits -> "-" + "9".repeat(digits) + "." + "7".repeat(digits)));
  }

  /** A string literal, some of its characters escaped in one of the ways there are. */
  private static Arbitrary<String> strings() {
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '~').excludeChars('"', '\\').ofMaxLength(5),
            Arbitraries.of("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"),
            Arbitraries.chars().all().map(c -> "\\u%04x".formatted((int) c)),
            Arbitraries.of("\u00e9", "\u20ac", "\ud83d\ude00", "\u2028", "\ufeff", "{", "]", ","));
    return parts
        .list()
        .ofMaxSize(5)
        .map(all -> all.stream().collect(Collectors.joining("", "\"", "\"")));
  }

  static Arbitrary<ChatId> chats() {
    Arbitrary<ChatId> system = users().map(ChatId::systemChatOf);
    return Arbitraries.oneOf(system, names().filter(name -> ChatId.isValid(name)).map(ChatId::new));
  }

  static Arbitrary<UserId> users() {
    return names().filter(UserId::isValid).map(UserId::new);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().withChars(NAME_CHARS).ofMinLength(1).ofMaxLength(128);
  }

  static Arbitrary<MessageId> ids() {
    return Combinators.combine(
            chats(), Arbitraries.longs().between(1, 999_999_999_999_999_999L), times())
        .as(MessageId::new);
  }

  static Arbitrary<Long> times() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  /** Messages of one chat have its name; here each has its own. */
  public static Arbitrary<Message> messages() {
    Arbitrary<String> types = Arbitraries.of("text", "image", "system", "x-ray.v2_0");
    Arbitrary<RawJson> contents = json().map(RawJson::of);
    Arbitrary<List<Boolean>> flags = Arbitraries.of(true, false).list().ofSize(3);
    return Combinators.combine(
            ids(),
            wholeTexts().optional(),
            wholeTexts().optional(),
            users(),
            wholeTexts(),
            types,
            contents,
            flags)
        .as(
            (id, booking, cid, from, role, type, content, is) ->
                new Message(
                    id, booking, cid, from, role, type, content, is.get(0), is.get(1), is.get(2)));
  }
}
