package io.chathub.hub.fault.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final Outbox outbox = new Outbox("u1", List.of("c1"));

  @CanIgnoreReturnValue
  private JsonObject push(String cid) {
    return outbox.frame(cid, "n1", 0);
  }

  @Test
  void itKnowsWhatItPushedMoreThanOnce() {
    String once = outbox.next();
    String twice = outbox.next();
    push(once);
    push(twice);
    push(twice);

    assertThat(outbox.pushedAgain(once)).isFalse();
    assertThat(outbox.pushedAgain(twice)).isTrue();
    assertThat(outbox.pushedAgain("u2-1")).isFalse();
  }
}
