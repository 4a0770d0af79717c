package io.chathub.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventScanTest {

  private final EventScan scan = new EventScan();

  @Test
  void findsTheFieldsOfAMessageWhateverTheirOrder() {
    load(
        "{\"msgType\":\"push\",\"errcode\":0,\"errmsg\":\"\",\"data\":{\"id\":\"c1.57.m\","
            + "\"usif\":\"c1\",\"seq\":57,\"content\":\"0000000012xx\",\"cid\":\"0000000012\"}}");

    assertThat(scan.type()).isEqualTo(EventType.PUSH);
    assertThat(scan.errcode()).isZero();
    assertThat(scan.cid()).isEqualTo(12);
    assertThat(scan.seq()).isEqualTo(57);
    assertThat(scan.isContentOf(12, 12)).isTrue();
  }

  @Test
  void tellsAPushFromItsPushback() {
    load("{\"errcode\":50300,\"msgType\":\"pushback\",\"data\":{\"cid\":\"0000000003\"}}");

    assertThat(scan.type()).isEqualTo(EventType.PUSHBACK);
    assertThat(scan.errcode()).isEqualTo(50300);
    assertThat(scan.seq()).isEqualTo(EventScan.ABSENT);
  }

  @Test
  void contentOfAnotherNumberOrLengthIsNotWhole() {
    load("{\"msgType\":\"push\",\"data\":{\"content\":\"0000000012xx\"}}");

    assertThat(scan.isContentOf(13, 12)).isFalse();
    assertThat(scan.isContentOf(12, 11)).isFalse();
    assertThat(scan.isContentOf(12, 4000)).isFalse();
  }

  @Test
  void nothingOfTheEventBeforeShowsThrough() {
    load("{\"msgType\":\"push\",\"data\":{\"cid\":\"0000000012\",\"seq\":4}}");
    load("{\"msgType\":\"pong\"}");

    assertThat(scan.type()).isEqualTo(EventType.OTHER);
    assertThat(scan.cid()).isEqualTo(EventScan.ABSENT);
    assertThat(scan.seq()).isEqualTo(EventScan.ABSENT);
  }

  private void load(String event) {
    byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
    scan.load(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
  }
}
