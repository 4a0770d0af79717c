package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Close;
import io.chathub.hub.fault.client.Refused;
import io.chathub.hub.fault.machine.Netns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token is revoked at one node while another does not hear of it: once that is answered it opens
 * nothing anywhere, and what it opened before is closed.
 */
class RevokedTokenIT {

  private static final int REVOKED = 4410;
  private static final int REFUSED = 4401;
  private static final int UNKNOWN = 40101;
  private static final int OUT_OF_REACH = 50300;
  private static final int ATTEMPTS = 5;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Report report = new Report("token revoked");

  @Test
  void aPausedNodeTakesItNoMoreWhenItGoesOn() {
    try (FaultScene scene = new FaultScene(directory, "cluster.failure-timeout=4s")) {
      scene.start(2);
      List<ChatUser> clients = signInAtBoth(scene);

      scene.node(1).pause();
      revoke(scene, clients);
      List<ChatUser> late = tryAgain(scene, clients.get(0));
      scene.node(1).resume();

      verifyRefused(late);
      verifyRefused(tryAgain(scene, clients.get(0)));
      clients.forEach(RevokedTokenIT::awaitRevoked);
    }
  }

  @Test
  void aNodeThatIsCutOffTakesItNoMore() {
    assumeThat(Netns.missing()).as("network namespaces").isEmpty();
    try (Netns net = Netns.of(2);
        FaultScene scene =
            new FaultScene(
                directory,
                net.places(),
                net.redis(directory.resolve("redis")),
                "cluster.failure-timeout=4s",
                "http.heartbeat=2s")) {
      scene.start(2);
      List<ChatUser> clients = signInAtBoth(scene);

      net.split(Set.of(1));
      revoke(scene, clients);

      List<ChatUser> late = tryAgain(scene, clients.get(0));
      for (ChatUser client : late) {
        await().atMost(FaultScene.PATIENCE).until(() -> !client.diary().refusedSignIns().isEmpty());
      }
      awaitRevoked(clients.get(0));
      net.heal();

      verifyRefused(late);
      verifyRefused(tryAgain(scene, clients.get(0)));
      clients.forEach(RevokedTokenIT::awaitRevoked);
    }
  }

  /** Signed in twice at each, so that whatever a node remembers of a token, it does. */
  private static List<ChatUser> signInAtBoth(FaultScene scene) {
    ChatUser first = scene.addWitness("u0", scene.node(0));
    List<ChatUser> clients = new ArrayList<>(List.of(first));
    for (int i = 1; i < 4; i++) {
      scene.awaitConnected();
      clients.add(scene.addClient(first, scene.node(i % 2)));
    }
    scene.awaitConnected();
    return clients;
  }

  private void revoke(FaultScene scene, List<ChatUser> clients) {
    long asked = System.nanoTime();
    assertThat(scene.node(0).api().revoke(clients.get(0).account().token())).isOne();
    report.say("revoked after %d ms", Report.millis(System.nanoTime() - asked));
  }

  /** More clients that come to the other node. */
  private static List<ChatUser> tryAgain(FaultScene scene, ChatUser first) {
    List<ChatUser> late = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      late.add(scene.addClient(first, scene.node(1)));
    }
    return late;
  }

  private static void verifyRefused(List<ChatUser> late) {
    for (ChatUser client : late) {
      await()
          .atMost(FaultScene.PATIENCE)
          .untilAsserted(
              () -> assertThat(client.diary().closes()).extracting(Close::code).contains(REFUSED));
      assertThat(client.diary().signIns()).isZero();
      assertThat(client.diary().refusedSignIns())
          .extracting(Refused::errcode)
          .contains(UNKNOWN)
          .isSubsetOf(UNKNOWN, OUT_OF_REACH);
    }
  }

  private static void awaitRevoked(ChatUser client) {
    await()
        .atMost(FaultScene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.diary().closes())
                    .extracting(Close::code)
                    .containsExactly(REVOKED));
  }
}
