package io.chathub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Frames leave in order, wait within a bound, and are counted. */
class OutboxTest {

  private final FakeSocket socket = new FakeSocket();
  private final LongAdder all = new LongAdder();
  private final Outbox outbox = new Outbox(socket, 10, all::add);

  @Test
  void everythingWaitsUntilOpened() {
    assertThat(offer("a")).isTrue();
    assertThat(offer("b")).isTrue();
    outbox.drain();

    assertThat(socket.written).isEmpty();
    assertThat(outbox.bytes()).isEqualTo(2);
    assertThat(all.sum()).isEqualTo(2);
  }

  @Test
  void openingWritesTheFirstThenWhatWaited() {
    assertThat(offer("a") && offer("b")).isTrue();

    open("first");

    assertThat(socket.written).containsExactly("first", "a", "b");
    assertThat(outbox.bytes()).isZero();
    assertThat(all.sum()).isZero();
  }

  @Test
  void nothingWaitsWhereThereIsRoom() {
    open("first");

    assertThat(offer("a")).isTrue();

    assertThat(socket.written).containsExactly("first", "a");
    assertThat(all.sum()).isZero();
  }

  @Test
  void framesWaitForRoomAndKeepTheirOrder() {
    open("first");
    socket.room = 1;

    assertThat(offer("a") && offer("b") && offer("c")).isTrue();
    assertThat(socket.written).containsExactly("first", "a");

    socket.room = 1;
    outbox.drain();
    assertThat(socket.written).containsExactly("first", "a", "b");
    assertThat(all.sum()).isEqualTo(1);

    socket.room = 5;
    outbox.drain();
    assertThat(socket.written).containsExactly("first", "a", "b", "c");
    assertThat(all.sum()).isZero();
  }

  @Test
  void noFrameOvertakesOneThatWaits() {
    open("first");
    socket.room = 0;
    assertThat(offer("a")).isTrue();
    socket.room = 5;

    assertThat(offer("b")).isTrue();

    assertThat(socket.written).containsExactly("first");
    outbox.drain();
    assertThat(socket.written).containsExactly("first", "a", "b");
  }

  @Test
  void aFrameBeyondTheBoundIsRefused() {
    assertThat(offer("12345")).isTrue();
    assertThat(offer("67890")).isTrue();
    assertThat(offer("x")).isFalse();
    assertThat(offer("")).isTrue();

    assertThat(outbox.bytes()).isEqualTo(10);
  }

  @Test
  void whatTheSocketHoldsCounts() {
    open("first");
    socket.room = 0;
    socket.pendingBytes = 9;

    assertThat(offer("ab")).isFalse();
    assertThat(offer("a")).isTrue();
    assertThat(outbox.bytes()).isEqualTo(10);
    assertThat(all.sum()).isEqualTo(1);
  }

  @Test
  void whereThereIsRoomNothingIsTooLarge() {
    open("first");

    assertThat(offer("longer than the bound")).isTrue();
  }

  @Test
  void whatIsClearedIsForgottenAndNotCounted() {
    assertThat(offer("a") && offer("b")).isTrue();
    outbox.clear();
    outbox.clear();

    open("first");

    assertThat(socket.written).containsExactly("first");
    assertThat(all.sum()).isZero();
  }

  private boolean offer(String text) {
    return outbox.offer(text.getBytes(StandardCharsets.UTF_8));
  }

  private void open(String first) {
    outbox.open(first.getBytes(StandardCharsets.UTF_8));
  }
}
