package io.chathub.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chathub.client.HubClient;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.scene.TestNode;
import io.vertx.core.Future;
import org.junit.jupiter.api.BeforeEach;

/** A service on the bus of a node, and the chat of a doctor and a patient. */
abstract class HubClientScene extends TalkScene {

  static final UserId DOC = new UserId("doc");
  static final UserId PAT = new UserId("pat");
  static final ChatId C1 = new ChatId("c1");

  HubClient hub;

  @BeforeEach
  void connect() {
    node.chat("c1", "doc", "pat");
    hub = HubClient.of(node.vertx);
  }

  static void assertRefused(ErrorCode code, Future<?> request) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> TestNode.await(request));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    assertThat(refusal.getMessage()).isNotEmpty();
  }
}
