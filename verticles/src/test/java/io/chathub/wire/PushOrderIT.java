package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two who talk at the same time. */
class PushOrderIT extends TalkScene {

  private static final int EACH = 300;

  @Test
  void everyConnectionSeesAscendingSeqsItsOwnPushbacksCounted() {
    node.chat("c1", "doc", "pat");
    List<TestClient> all = List.of(client("doc"), client("pat"), client("doc"), client("pat"));
    for (int i = 0; i < EACH; i++) {
      all.get(0).act("push", "usif", "c1", "content", i);
      all.get(1).act("push", "usif", "c1", "content", i, "cid", "k" + i);
    }

    List<Long> expected = LongStream.rangeClosed(1, 2 * EACH).boxed().toList();
    for (TestClient client : all) {
      assertThat(seqsSeen(client)).isEqualTo(expected);
    }
  }

  private static List<Long> seqsSeen(TestClient client) {
    List<Long> seqs = new ArrayList<>();
    while (seqs.size() < 2 * EACH) {
      JsonObject frame = client.next();
      if (frame.getString("msgType").startsWith("push")) {
        assertThat(frame.getInteger("errcode")).isZero();
        seqs.add(data(frame).getLong("seq"));
      }
    }
    return seqs;
  }
}
