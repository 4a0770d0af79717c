package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.scene.TestClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A client that comes and goes while another one talks. */
class NoGapIT extends TalkScene {

  private static final int VISITS = 25;
  private static final int LAST = 1_000;

  /** What the visitor holds: no hole below the last one it asks from. */
  private final TreeSet<Long> held = new TreeSet<>();

  @Test
  void whatCameLiveAndWhatWasAnsweredIsTheWholeLog() throws InterruptedException {
    node.chat("c1", "doc", "pat");
    TestClient pat = client("pat");
    String token = token("doc");
    Thread talker = new Thread(() -> talk(pat), "talker");
    talker.start();

    for (int visit = 0; visit < VISITS; visit++) {
      try (TestClient doc = TestClient.ready(node, token)) {
        catchUp(doc);
        for (int i = 0; i < 10 && (held.isEmpty() || held.last() < LAST); i++) {
          hold(doc.next());
        }
      }
    }
    talker.join();
    try (TestClient doc = TestClient.ready(node, token)) {
      catchUp(doc);
    }

    assertThat(held).isEqualTo(LongStream.rangeClosed(1, LAST).boxed().collect(Collectors.toSet()));
  }

  private void talk(TestClient pat) {
    for (int i = 0; i < LAST; i++) {
      say(pat, "c1", i);
    }
  }

  /** After this nothing is missing below the last that is held. */
  private void catchUp(TestClient doc) {
    long from = holeless();
    doc.act("reconnect", "usif", "c1", "index", from, "scope", "all", "limit", 200);
    JsonObject answer = doc.next();
    while (!answer.getString("msgType").equals("reconnect")) {
      hold(answer);
      answer = doc.next();
    }
    List<Long> answered = seqs(answer.getJsonArray("data"));
    held.addAll(answered);
    if (chat(answer, 0).getInteger("more") == 1) {
      // Those left out on purpose.
      LongStream.range(from + 1, answered.get(0)).forEach(held::add);
    }
    assertThat(holeless()).isEqualTo(held.isEmpty() ? 0 : held.last());
  }

  private void hold(JsonObject frame) {
    if (frame.getString("msgType").equals("push")) {
      held.add(data(frame).getLong("seq"));
    }
  }

  private long holeless() {
    long seq = 0;
    while (held.contains(seq + 1)) {
      seq++;
    }
    return seq;
  }
}
