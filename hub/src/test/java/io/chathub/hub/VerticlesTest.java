package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.bus.Broadcast;
import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.NodeId;
import io.chathub.guard.GuardedTransport;
import io.chathub.guard.MemoryBudget;
import io.chathub.hub.config.HubConfig;
import io.chathub.model.UserId;
import io.chathub.presence.PresenceServices;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Clocks;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerticlesTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    var unused = vertx.close().await();
  }

  @Test
  void whatPresenceTellsThisNodesClientsReachesNoOtherNode() {
    List<Object> heardHere = new CopyOnWriteArrayList<>();
    List<String> toTheCluster = new CopyOnWriteArrayList<>();
    LocalSockets sockets = new LocalSockets();
    var unused =
        sockets.join(
            fake(
                LocalSockets.Port.class,
                (port, method, arguments) -> {
                  if (method.getName().equals("context")) {
                    return vertx.getOrCreateContext();
                  }
                  heardHere.add(arguments[0]);
                  return null;
                }));
    Delivery cluster =
        fake(
            Delivery.class,
            (delivery, method, arguments) -> {
              toTheCluster.add(method.getName());
              return null;
            });
    Broadcast offline =
        new Broadcast(
            EventCodec.encode(new Event.Offline(new UserId("ann"), "doctor", 1)),
            Optional.empty(),
            Optional.empty());

    presence(sockets, cluster).here().announce(offline);

    await().atMost(Duration.ofSeconds(20)).until(() -> heardHere.contains(offline));
    assertThat(toTheCluster).isEmpty();
  }

  private PresenceServices presence(LocalSockets sockets, Delivery delivery) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Verticles verticles =
        new Verticles(
            new Verticles.Parts(
                HubConfig.DEFAULT,
                new Alone(vertx, new NodeId("n1"), registry),
                new Bus(vertx),
                sockets,
                delivery,
                new SoundClock(Clocks.ofSystem(System::currentTimeMillis, Version.program())),
                registry,
                new Doors(new MemoryBudget(0, registry), GuardedTransport.preferNative())),
            1);
    return verticles.presence(fake(Store.class, (store, method, arguments) -> null));
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
