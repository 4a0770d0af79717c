package io.chathub.scene;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.bus.Bus;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeId;
import io.chathub.bus.ServiceAddress;
import io.chathub.gateway.Gateway;
import io.chathub.gateway.GatewayConfig;
import io.chathub.gateway.GatewayVerticle;
import io.chathub.guard.MemoryBudget;
import io.chathub.message.MessageServices;
import io.chathub.message.MessageVerticle;
import io.chathub.model.RawJson;
import io.chathub.presence.MemoryDirectory;
import io.chathub.presence.PresenceConfig;
import io.chathub.presence.PresenceServices;
import io.chathub.presence.PresenceVerticle;
import io.chathub.protocol.ServiceCodec;
import io.chathub.replay.ReplayVerticle;
import io.chathub.service.ServiceVerticle;
import io.chathub.service.Services;
import io.chathub.store.Clocks;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.embedded.EmbeddedStore;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole node on a free port, over a store in a directory, in this JVM. Its calls block: for the
 * test's thread.
 */
public final class TestNode implements AutoCloseable {

  private static final int LOOPS = 2;
  private static final int SHARDS = 2;

  public final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS).setPreferNativeTransport(true));
  public final Bus bus = new Bus(vertx);
  public final LocalSockets sockets = new LocalSockets();
  public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final SoundClock clock =
      new SoundClock(Clocks.ofSystem(System::currentTimeMillis, Path.of("")));
  public final EmbeddedStore store;
  public final Gateway gateway;

  /** What sessions are looked up in and messages appended to: the store, as a test disturbs it. */
  public final HeldStore sessions = new HeldStore();

  private TestNode(Path data, GatewayConfig config, PresenceConfig presence) {
    store =
        EmbeddedStore.open(
            vertx,
            new EmbeddedStoreConfig(data, EmbeddedStoreConfig.DEFAULT.memoryBytes()),
            Retention.DEFAULT,
            clock,
            metrics);
    MemoryBudget budget = new MemoryBudget(config.limits().memory(), metrics);
    Store withSessions = sessions.over(store);
    gateway = new Gateway(config, "n1", bus, sockets, withSessions, clock, SHARDS, metrics, budget);
    deploy(presence);
  }

  /** A node with these settings, but the port, which is a free one. */
  public static TestNode start(Path data, GatewayConfig config, PresenceConfig presence) {
    return new TestNode(data, config, presence);
  }

  public static TestNode start(Path data) {
    return start(data, Settings.gateway(), Settings.presence());
  }

  private void deploy(PresenceConfig presence) {
    LocalDelivery delivery = new LocalDelivery(sockets);
    MessageServices messages = new MessageServices(sessions.over(store), delivery, bus, metrics);
    AtomicInteger shard = new AtomicInteger();
    DeploymentOptions each = new DeploymentOptions().setInstances(SHARDS);
    await(
        vertx.deployVerticle(
            () -> new MessageVerticle(bus, messages, shard.getAndIncrement(), SHARDS), each));
    await(
        vertx.deployVerticle(
            new PresenceVerticle(
                new PresenceServices(
                    presence,
                    gateway.limits().connectionsOfUser(),
                    new MemoryDirectory(),
                    Membership.alone(new NodeId("n1")),
                    bus,
                    delivery,
                    delivery,
                    store,
                    clock,
                    new SimpleMeterRegistry()))));
    await(vertx.deployVerticle(() -> new ReplayVerticle(bus, store, SHARDS), each));
    await(
        vertx.deployVerticle(
            new ServiceVerticle(
                new Services(
                    bus,
                    delivery,
                    store,
                    new ServiceCodec(gateway.limits().contentBytes()),
                    clock,
                    SHARDS))));
    await(
        vertx.deployVerticle(
            () -> new GatewayVerticle(gateway, router -> {}),
            new DeploymentOptions().setInstances(LOOPS)));
  }

  public int port() {
    return gateway.port();
  }

  /** Asks an internal service's operation. */
  @CanIgnoreReturnValue
  public JsonObject ask(String address, JsonObject body) {
    return new JsonObject(await(bus.request(address, RawJson.of(body.encode()))).toString());
  }

  /** A session token of a user. */
  public String token(String user, String role) {
    return ask(
            ServiceAddress.CREATE_SESSION,
            new JsonObject().put("user_id", user).put("role", role).put("name", "Name of " + user))
        .getString("token");
  }

  /** A chat of these users; the first is the doctor, the others are patients. */
  public void chat(String usif, String... users) {
    putChat(usif, "open", users);
  }

  public void putChat(String usif, String state, String... users) {
    JsonArray members = new JsonArray();
    for (String user : users) {
      String role = members.isEmpty() ? "doctor" : "patient";
      members.add(new JsonObject().put("user_id", user).put("role", role));
    }
    JsonObject chat = new JsonObject().put("usif", usif).put("booking_id", "b-" + usif);
    ask(ServiceAddress.PUT_CHAT, chat.put("state", state).put("members", members));
  }

  /** The outcome of a future; a failure is thrown as it is. */
  @CanIgnoreReturnValue
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    // The store first: what it still answers needs the event loops.
    await(store.close());
    await(vertx.close());
  }
}
