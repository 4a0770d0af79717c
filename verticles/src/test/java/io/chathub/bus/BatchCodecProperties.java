package io.chathub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What goes from node to node arrives as it was, or not at all. */
class BatchCodecProperties {

  @Property(tries = 300)
  void aBatchArrivesAsItWas(@ForAll("batches") Batch batch) {
    Batch read = BatchCodec.readBatch(new WireReader(write(batch)));

    assertThat(read).usingRecursiveComparison().isEqualTo(batch);
  }

  @Property(tries = 300)
  void aBroadcastArrivesAsItWas(@ForAll("broadcasts") Broadcast broadcast) {
    WireWriter out = new WireWriter(0);
    BatchCodec.write(out, broadcast);

    assertThat(BatchCodec.readBroadcast(new WireReader(out.toBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(broadcast);
  }

  @Property(tries = 300)
  void aTornBatchIsMalformed(@ForAll("batches") Batch batch, @ForAll int at) {
    Buffer whole = write(batch);
    Buffer torn = whole.getBuffer(0, Math.floorMod(at, whole.length()));

    assertThatThrownBy(() -> BatchCodec.readBatch(new WireReader(torn)))
        .isInstanceOf(MalformedWireException.class);
  }

  @Property(tries = 1_000)
  void anythingElseIsMalformedOrABatch(
      @ForAll("batches") Batch batch, @ForAll int at, @ForAll byte with) {
    Buffer changed = write(batch);
    changed.setByte(Math.floorMod(at, changed.length()), with);
    try {
      assertThat(BatchCodec.readBatch(new WireReader(changed))).isNotNull();
    } catch (MalformedWireException expected) {
      assertThat(expected).hasMessageMatching("[a-z ]+");
    }
  }

  @Example
  void moreThanABatchIsMalformed() {
    Buffer more = write(new Batch(new NodeId("n"), 1, 1, List.of())).appendByte((byte) 0);

    assertThatThrownBy(() -> BatchCodec.readBatch(new WireReader(more)))
        .isInstanceOf(MalformedWireException.class);
  }

  private static Buffer write(Batch batch) {
    WireWriter out = new WireWriter(0);
    BatchCodec.write(out, batch);
    return out.toBuffer();
  }

  @Provide
  Arbitrary<Batch> batches() {
    return Combinators.combine(
            names(), Arbitraries.integers(), Arbitraries.longs(), items().list().ofMaxSize(5))
        .as((sender, link, number, items) -> new Batch(new NodeId(sender), link, number, items));
  }

  @Provide
  Arbitrary<Broadcast> broadcasts() {
    return Combinators.combine(frames(), names().optional(), users().optional()).as(Broadcast::new);
  }

  private static Arbitrary<LinkItem> items() {
    Arbitrary<LinkItem> parcels =
        Combinators.combine(frames(), users().list().ofMaxSize(4), connections().injectNull(0.5))
            .as((frame, to, except) -> new LinkItem.Deliver(new Parcel(frame, to, except)));
    Arbitrary<LinkItem> orders =
        Combinators.combine(users(), sessions().optional(), connections().optional(), codes())
            .as(CloseOrder::new)
            .map(order -> new LinkItem.Close(order, null));
    return Arbitraries.oneOf(parcels, orders, codes().map(LinkItem.CloseEverybody::new));
  }

  private static Arbitrary<Frame> frames() {
    return Combinators.combine(
            Arbitraries.of(EventType.class), Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
        .as(Frame::ofOtherNode);
  }

  private static Arbitrary<CloseCode> codes() {
    return Arbitraries.of(CloseCode.class);
  }

  private static Arbitrary<SessionId> sessions() {
    return names().map(SessionId::ofToken);
  }

  private static Arbitrary<ConnectionId> connections() {
    return Arbitraries.strings().ofMinLength(1).ofMaxLength(20).map(ConnectionId::new);
  }

  private static Arbitrary<UserId> users() {
    return names().map(UserId::new);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aZ0_.:@-").ofMinLength(1).ofMaxLength(128);
  }
}
