package io.chathub.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chathub.bus.ServiceAddress;
import io.chathub.bus.Topics;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.Document.Example;
import io.chathub.protocol.ServiceEvent.SessionChanged.Change;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/PROTOCOL.md says is what the codecs do. */
class ProtocolDocTest {

  private static final Document DOCUMENT = Document.read();
  private static final JsonMapper JACKSON = new JsonMapper();
  private static final Set<String> KINDS =
      Set.of("action", "event", "message", "request", "answer");
  private static final ServiceCodec SERVICES = new ServiceCodec(Frames.CONTENT_BYTES_MAX);
  private static final Map<String, Function<RawJson, ?>> REQUESTS =
      Map.of(
          ServiceAddress.CREATE_SESSION, SERVICES::createSession,
          ServiceAddress.REVOKE_SESSIONS, SERVICES::revokeSessions,
          ServiceAddress.PUT_CHAT, SERVICES::putChat,
          ServiceAddress.PATCH_CHAT, SERVICES::patchChat,
          ServiceAddress.GET_CHAT, SERVICES::getChat,
          ServiceAddress.PUBLISH, SERVICES::publish,
          ServiceAddress.QUERY_PRESENCE, SERVICES::queryPresence,
          ServiceAddress.ERASE_USER, SERVICES::eraseUser);

  static List<Example> actions() {
    return DOCUMENT.of("action");
  }

  static List<Example> events() {
    return DOCUMENT.of("event");
  }

  static List<Example> messages() {
    return DOCUMENT.of("message");
  }

  static List<Example> requests() {
    return DOCUMENT.of("request");
  }

  static List<Example> answers() {
    return DOCUMENT.of("answer");
  }

  @ParameterizedTest
  @MethodSource("actions")
  void anActionIsAcceptedOrRefusedAsItSays(Example example) {
    Inbound inbound = Frames.decode(Frames.utf8(example.json()));

    int errcode = inbound instanceof Inbound.Rejected rejected ? rejected.why().code().number() : 0;
    assertThat(errcode).isEqualTo(example.of().isEmpty() ? 0 : Integer.parseInt(example.of()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventIsWhatTheHubSendsForItsValues(Example example) {
    JsonNode event = json(example.json());

    assertThat(event.get("msgType").asText()).isEqualTo(example.of());
    assertThat(json(EventReader.encodedAgain(event).utf8())).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsWhatTheHubSendsForItsValues(Example example) {
    JsonNode message = json(example.json());

    assertThat(json(EventCodec.message(EventReader.message(message)).utf8())).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestOfAServiceIsAccepted(Example example) {
    assertThat(REQUESTS).containsKey(example.of());
    assertThat(REQUESTS.get(example.of()).apply(RawJson.of(example.json()))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerHasTheFieldsThatTheHubWrites(Example example) {
    RawJson sample = samples().get(example.of());

    assertThat(sample).as(example.of()).isNotNull();
    assertThat(shape(json(example.json()))).isEqualTo(shape(json(sample.utf8())));
  }

  @Test
  void everyExampleIsChecked() {
    assertThat(DOCUMENT.examples()).hasSizeGreaterThan(50);
    assertThat(DOCUMENT.examples()).allMatch(example -> KINDS.contains(example.kind()));
  }

  @Test
  void everyActionHasAnExampleThatIsAccepted() {
    Set<String> shown =
        actions().stream()
            .filter(example -> example.of().isEmpty())
            .map(example -> json(example.json()).get("action").asText())
            .collect(Collectors.toSet());

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Action.Name.values()).map(Action.Name::wireName).toList());
  }

  @Test
  void everyEventHasAnExample() {
    assertThat(events().stream().map(Example::of).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventType.values()).map(EventType::wireName).toList());
  }

  @Test
  void everyAnswerAndRequestHasAnExample() {
    assertThat(answers().stream().map(Example::of).collect(Collectors.toSet()))
        .isEqualTo(samples().keySet());
    assertThat(requests().stream().map(Example::of).collect(Collectors.toSet()))
        .isEqualTo(REQUESTS.keySet());
  }

  @Test
  void everyErrorCodeIsInTheTableAndNoOther() {
    Map<Integer, Boolean> said = new TreeMap<>();
    found("^\\| (\\d{5}) \\|[^|]*\\| (yes|no)")
        .forEach(row -> said.put(Integer.valueOf(row.group(1)), row.group(2).equals("yes")));

    assertThat(said)
        .isEqualTo(
            Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(ErrorCode::number, ErrorCode::isRetryable)));
    assertThat(said.keySet())
        .containsAll(found("\\b[45]\\d{4}\\b").map(code -> Integer.valueOf(code.group())).toList());
  }

  @Test
  void everyCloseCodeIsInTheTableAndNoOther() {
    Set<Short> said =
        found("^\\| (\\d{4}) \\|")
            .map(row -> Short.valueOf(row.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(said)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(CloseCode.values()).map(CloseCode::number).toList());
    assertThat(said)
        .containsAll(
            found("(?:[Cc]loses?|with|and|code\":) (4\\d{3}|10[01]\\d)\\b")
                .map(code -> Short.valueOf(code.group(1)))
                .toList());
  }

  @Test
  void everyAddressAndTopicIsThereAndNoOther() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : List.of(ServiceAddress.class, Topics.class)) {
      for (Field field : type.getFields()) {
        names.add((String) field.get(null));
      }
    }

    assertThat(
            found("`(chathub\\.[a-z.]+)`").map(name -> name.group(1)).collect(Collectors.toSet()))
        .isEqualTo(names);
  }

  private static Stream<MatchResult> found(String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(DOCUMENT.text());
    return matcher.results();
  }

  /** One answer of each kind, of the codec's own. */
  private static Map<String, RawJson> samples() {
    UserId user = new UserId("u1");
    Member named = new Member(user, "doctor", Optional.of("Ada"));
    Chat chat = new Chat(new ChatId("b1"), Optional.of("1"), ChatState.OPEN, List.of(named), 1);
    MessageId id = new MessageId(chat.id(), 1, 1);
    Message message =
        new Message(
            id,
            chat.bookingId(),
            Optional.of("c"),
            user,
            "doctor",
            "text",
            RawJson.of("\"hi\""),
            false,
            false,
            false);
    return Map.ofEntries(
        Map.entry("error", ApiCodec.error(Refusal.later(ErrorCode.TOO_FAST, "x", 1))),
        Map.entry(
            "chats",
            ApiCodec.chats(
                List.of(new ApiCodec.ChatEntry(chat, Optional.of(message), 1, 1, Optional.empty())),
                Set.of(),
                Optional.empty())),
        Map.entry("history", ApiCodec.history(List.of(message), true)),
        Map.entry(
            "presence",
            ApiCodec.presence(List.of(new ApiCodec.Presence(user, true, OptionalLong.of(1))))),
        Map.entry("session", ApiCodec.session("t", 1)),
        Map.entry("revoked", ApiCodec.revoked(1)),
        Map.entry("chat", ApiCodec.chat(chat)),
        Map.entry("published", ApiCodec.published(List.of(id), 1)),
        Map.entry("erased", ApiCodec.erased(1, 1)),
        Map.entry("unreached", ApiCodec.unreached(message, List.of(user))),
        Map.entry("presence-changed", ApiCodec.presenceChanged(user, "doctor", true, 1)),
        Map.entry("session-changed", ApiCodec.sessionChanged(Change.CREATED, user, 1)));
  }

  /** Names and types, in their order; of an array the first element's. */
  private static String shape(JsonNode node) {
    if (node.isObject()) {
      StringBuilder fields = new StringBuilder("{");
      node.properties()
          .forEach(
              field -> fields.append(field.getKey()).append(':').append(shape(field.getValue())));
      return fields.append("} ").toString();
    }
    if (node.isArray()) {
      return "[" + (node.isEmpty() ? "" : shape(node.get(0))) + "] ";
    }
    return node.getNodeType() + " ";
  }

  private static JsonNode json(String text) {
    return json(Frames.utf8(text));
  }

  private static JsonNode json(byte[] utf8) {
    try {
      return JACKSON.readTree(utf8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
