package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.scene.TestNode;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contacts hear of who comes and goes, also where they are not found at once. */
class AnnouncerTest {

  private static final NodeId NORTH = new NodeId("north");

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

  @Test
  void ofPatientsContactsAreToldAndOfDoctorsEverybody() {
    try (PresenceScene announced = new PresenceScene(PresenceConfig.Audience.ANNOUNCED, store())) {
      TestNode.await(announced.arrive("ann", "doctor", "phone"));
      TestNode.await(announced.arrive("eve", "patient", "phone"));
      announced.leave("ann", "phone");
      announced.leave("eve", "phone");
      announced.pass(60_000);

      assertThat(announced.told).containsExactly("online ann", "offline ann", "offline eve to bob");
    }
  }

  @Test
  void whatIsNotToldWithinAMinuteIsDropped() {
    TestNode.await(scene.arrive("ann", "phone"));
    scene.told.clear();
    isFailing = true;
    scene.leave("ann", "phone");
    scene.pass(PresenceScene.GRACE + ContactNews.WAIT_MS + 6_000);
    TestNode.await(scene.arrive("ann", "phone"));

    isFailing = false;
    scene.pass(60_000);
    assertThat(scene.told).containsExactly("online ann to bob");
    assertThat(scene.registry.get("chathub.presence.untold").counter().count()).isEqualTo(1);
  }

  @Test
  void ofManyWhoGoSomeAreLookedUpAtATimeAndNoDoctorWaitsForThem() {
    List<Promise<Set<UserId>>> lookUps = new ArrayList<>();
    Store slow = store(() -> held(lookUps));
    try (PresenceScene announced = new PresenceScene(PresenceConfig.Audience.ANNOUNCED, slow)) {
      int patients = 20_000;
      for (int i = 0; i < patients; i++) {
        announced.arriveAt(NORTH, "patient", "pat" + i, "phone");
      }
      announced.arriveAt(NORTH, "ann", "phone");
      announced.caretaker.left(NORTH);
      announced.pass(PresenceScene.GRACE + 100);

      assertThat(announced.told).containsExactly("offline ann");
      assertThat(lookUps).hasSize(ContactNews.UNDER_WAY_MAX);
      for (int done = 0; done < patients; done++) {
        assertThat(lookUps).hasSizeBetween(1, ContactNews.UNDER_WAY_MAX);
        lookUps.remove(0).complete(Set.of(new UserId("bob")));
      }
      assertThat(lookUps).isEmpty();
      assertThat(announced.told).hasSize(1 + patients).doesNotHaveDuplicates();
    }
  }

  private static Future<Set<UserId>> held(List<Promise<Set<UserId>>> lookUps) {
    Promise<Set<UserId>> lookUp = Promise.promise();
    lookUps.add(lookUp);
    return lookUp.future();
  }

  private Store store() {
    return store(
        () ->
            isFailing
                ? Future.failedFuture("out of order")
                : Future.succeededFuture(Set.of(new UserId("bob"))));
  }

  private static Store store(Supplier<Future<Set<UserId>>> contacts) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) ->
                method.getName().equals("contacts") ? contacts.get() : Future.succeededFuture());
  }
}
