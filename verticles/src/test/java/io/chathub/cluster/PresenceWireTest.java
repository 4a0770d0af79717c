package io.chathub.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.cluster.ResultCodec.Result;
import io.chathub.presence.Change;
import io.chathub.presence.Presence;
import io.chathub.presence.Presence.Leaving;
import io.chathub.presence.Presence.Place;
import io.chathub.presence.PresenceDirectory.Online;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes between nodes comes out as it went in, and is small. */
class PresenceWireTest {

  private static final NodeId NORTH = new NodeId("north");
  private static final NodeId SOUTH = new NodeId("south");
  private static final ConnectionId PHONE = new ConnectionId("phone");
  private static final Place PLACE = new Place(PHONE, NORTH, 3, 10);

  private InternalSerializationService wire;

  @BeforeEach
  void open() {
    Config config = new Config();
    PresenceMap.configure(config);
    wire =
        new DefaultSerializationServiceBuilder().setConfig(config.getSerializationConfig()).build();
  }

  @AfterEach
  void close() {
    wire.dispose();
  }

  static Stream<Presence> presences() {
    return Stream.of(
        new Presence(
            "doctor",
            Optional.of("Ann"),
            true,
            5,
            List.of(PLACE),
            new Leaving(0, 0, 0, Optional.empty())),
        new Presence(
            "patient",
            Optional.empty(),
            false,
            5,
            List.of(),
            new Leaving(-7, 20, Long.MAX_VALUE, Optional.of(SOUTH))));
  }

  @ParameterizedTest
  @MethodSource("presences")
  void aPresenceIsReadAgain(Presence presence) {
    assertThat(again(presence)).isEqualTo(presence);
  }

  static Stream<Change<?>> changes() {
    return Stream.of(
        new Change.Arrive("doctor", Optional.of("Ann"), true, PLACE, 11, true, 10),
        new Change.Arrive("patient", Optional.empty(), false, PLACE, 11, false, 1),
        new Change.Leave(PHONE, SOUTH, -3, 12, 13),
        new Change.GraceOver(14),
        new Change.EndOverdue(15),
        new Change.Forget(Set.of(NORTH, SOUTH), 4, NORTH, 16, 17, 18),
        new Change.Forget(Set.of(), Change.Forget.ALL_EPOCHS, NORTH, 16, 17, 18));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeIsReadAgain(Change<?> change) {
    assertThat(again(new ChangeProcessor(change)).change()).isEqualTo(change);
  }

  static Stream<Object> results() {
    return Stream.of(
        new Change.Arrival(true, List.of()),
        new Change.Arrival(false, List.of(PHONE)),
        Optional.empty(),
        Optional.of(42L),
        Optional.of(new Change.Gone("doctor", true, 7)));
  }

  @ParameterizedTest
  @MethodSource("results")
  void aResultIsReadAgain(Object result) {
    assertThat(again(new Result(result)).value()).isEqualTo(result);
  }

  @Test
  void whatIsLookedUpIsReadAgain() {
    Online online = new Online("doctor", Optional.of("Ann"), true, 3);
    assertThat(again(online)).isEqualTo(online);
    LocateProcessor.Nodes nodes = new LocateProcessor.Nodes(Set.of(NORTH, SOUTH));
    assertThat(again(nodes)).isEqualTo(nodes);
    assertThat(again(new NodesNamed(Set.of(NORTH))).aggregate()).containsExactly(NORTH);
  }

  @Test
  void whoIsMeantStaysTheSame() {
    Presence presence = presences().findFirst().orElseThrow();
    Map.Entry<String, Presence> entry = Map.entry("ann", presence);

    assertThat(again(Who.isConnected(Set.of("doctor"))).apply(entry)).isTrue();
    assertThat(again(Who.isConnected(Set.of("nurse"))).apply(entry)).isFalse();
    assertThat(again(Who.isConcernedBy(Set.of(NORTH), 4)).apply(entry)).isTrue();
    assertThat(again(Who.isConcernedBy(Set.of(NORTH), 3)).apply(entry)).isFalse();
    assertThat(again(Who.isOverdue(Long.MAX_VALUE)).apply(entry)).isFalse();
    assertThat(again(Who.isConnectedTo(Set.of(NORTH), Set.of("doctor"))).apply(entry)).isTrue();
    assertThat(again(Who.isConnectedTo(Set.of(SOUTH), Set.of("doctor"))).apply(entry)).isFalse();
  }

  @Test
  void anArrivalIsSmall() {
    assertThat(wire.toData(new ChangeProcessor(changes().findFirst().orElseThrow())).totalSize())
        .isLessThan(120);
  }

  private <T> T again(T value) {
    return wire.toObject(wire.toData(value));
  }
}
