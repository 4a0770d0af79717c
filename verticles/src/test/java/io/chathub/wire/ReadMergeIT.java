package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading in a chat of many. */
class ReadMergeIT extends TalkScene {

  private static final int MESSAGES = 40;

  private List<Long> readsOfAll(int members) {
    String[] users =
        IntStream.range(0, members)
            .mapToObj(i -> i == 0 ? "doc" : "pat" + i)
            .toArray(String[]::new);
    node.chat("c1", users);
    TestClient doc = client("doc");
    TestClient pat = client("pat1");
    for (int i = 0; i < MESSAGES; i++) {
      say(doc, "c1", i);
    }
    for (int seq = 1; seq <= MESSAGES; seq++) {
      pat.act("read", "usif", "c1", "id", seq);
    }
    List<Long> reads = new ArrayList<>();
    do {
      reads.add(data(doc.next("read")).getLong("seq"));
    } while (reads.get(reads.size() - 1) < MESSAGES);
    return reads;
  }

  @Test
  void beyondTwentyMembersTheFirstIsToldAtOnceAndTheLastIsNotLost() {
    List<Long> reads = readsOfAll(21);

    assertThat(reads).isSorted().startsWith(1L).endsWith((long) MESSAGES);
    assertThat(reads.size()).isLessThanOrEqualTo(3);
  }

  @Test
  void upToTwentyMembersEveryReadIsTold() {
    assertThat(readsOfAll(20)).hasSize(MESSAGES);
  }
}
