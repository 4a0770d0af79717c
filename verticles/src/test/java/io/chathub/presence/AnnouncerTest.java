package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.UserId;
import io.chathub.scene.TestNode;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contacts hear of who comes and goes, also where they are not found at once. */
class AnnouncerTest {

  private final PresenceScene scene = new PresenceScene(PresenceConfig.Audience.CONTACTS, store());
  private boolean isFailing;

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void itIsToldInOrderOnceTheContactsAreFound() {
    isFailing = true;
    TestNode.await(scene.arrive("ann", "phone"));
    scene.leave("ann", "phone");
    scene.pass(PresenceScene.GRACE + 5_000);
    assertThat(scene.told).isEmpty();

    isFailing = false;
    scene.pass(60_000);
    assertThat(scene.told).containsExactly("online ann to bob", "offline ann to bob");
  }

  @Test
  void whoComesBackDoesNotWaitUntilItIsTold() {
    TestNode.await(scene.arrive("ann", "phone"));
    isFailing = true;
    scene.leave("ann", "phone");
    scene.pass(PresenceScene.GRACE + 100);
    TestNode.await(scene.arrive("ann", "web"));
    assertThat(scene.told).containsExactly("online ann to bob");

    isFailing = false;
    scene.pass(60_000);
    assertThat(scene.told)
        .containsExactly("online ann to bob", "offline ann to bob", "online ann to bob");
  }

  private Store store() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("contacts")) {
                return Future.succeededFuture();
              }
              return isFailing
                  ? Future.failedFuture("out of order")
                  : Future.succeededFuture(Set.of(new UserId("bob")));
            });
  }
}
