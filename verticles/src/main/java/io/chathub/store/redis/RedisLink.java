package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Redis, reached by one held connection for each event loop and master, made when the loop first
 * asks for something. Thread safe.
 */
final class RedisLink implements Commands {

  private final VertxInternal vertx;
  private final RedisStoreConfig config;
  private final Dialer dialer;
  private final Masters masters;
  private final LinkMetrics metrics;
  private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  /**
   * @param scripts all that will ever be run
   */
  RedisLink(Vertx vertx, RedisStoreConfig config, List<Script> scripts, MeterRegistry registry) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.dialer = new Dialer(vertx, config, scripts);
    this.masters =
        switch (config.mode()) {
          case STANDALONE -> Masters.at(config.urls().get(0));
          case SENTINEL -> Inquiry.ofSentinels(config, dialer);
          case CLUSTER -> Inquiry.ofCluster(config, dialer);
        };
    this.metrics = new LinkMetrics(registry);
  }

  @Override
  public Future<Response> run(Script script, List<String> keys, List<?> args) {
    Object[] words = new Object[2 + keys.size() + args.size()];
    words[0] = script.sha1();
    words[1] = keys.size();
    int next = 2;
    for (String key : keys) {
      words[next++] = key;
    }
    for (Object arg : args) {
      words[next++] = arg;
    }
    return ask(keys.get(0), Request.cmd(Command.EVALSHA, words), script.isWrite());
  }

  @Override
  public Future<Response> send(String key, Request request, boolean isWrite) {
    if (!((RequestImpl) request).valid()) {
      throw new IllegalArgumentException("not a command: " + request.command());
    }
    return ask(key, request, isWrite);
  }

  /**
   * Looks at the server once, before anything is asked of it.
   *
   * @return what it may lose as it is configured, one sentence each. Fails with {@link UnfitServer}
   *     where it will never do (version, password, certificate, mode), and with a {@code Refusal}
   *     where it can't be reached now
   */
  Future<List<String>> start() {
    ContextInternal context = eventLoop(vertx.getOrCreateContext().nettyEventLoop());
    PromiseInternal<List<String>> promise = vertx.getOrCreateContext().promise();
    context.runOnContext(v -> new StartCheck(config, dialer).look(masters).onComplete(promise));
    return promise.future();
  }

  /** What each master says of how it keeps data, now. */
  Future<List<DurabilityReport>> reports() {
    ContextInternal context = eventLoop(vertx.getOrCreateContext().nettyEventLoop());
    PromiseInternal<List<DurabilityReport>> promise = vertx.getOrCreateContext().promise();
    context.runOnContext(v -> new StartCheck(config, dialer).reports(masters).onComplete(promise));
    return promise.future();
  }

  /** What to do after each new connection to a master; called on any thread. */
  void onMaster(Runnable handler) {
    dialer.onMaster(handler);
  }

  /** Whether Redis answers. Fails at once, and says why, while a connection is known to be lost. */
  Future<Void> check() {
    ContextInternal caller = vertx.getOrCreateContext();
    PromiseInternal<Void> promise = caller.promise();
    Lane lane = lane(caller);
    long deadline = System.nanoTime() + config.commandTimeout().toNanos();
    lane.context().execute(() -> lane.check(deadline).onComplete(promise));
    return promise.future();
  }

  /** Lets what is in flight come to its end, for as long as a command may take, and closes. */
  Future<Void> close() {
    isClosed = true;
    long patience = config.commandTimeout().toNanos();
    List<Future<Void>> closing =
        lanes.values().stream()
            .map(
                lane -> {
                  PromiseInternal<Void> promise = vertx.getOrCreateContext().promise();
                  lane.context().execute(() -> lane.close(patience).onComplete(promise));
                  return promise.future();
                })
            .toList();
    return Future.join(closing).mapEmpty();
  }

  private Future<Response> ask(String key, Request request, boolean isWrite) {
    ContextInternal caller = vertx.getOrCreateContext();
    if (isClosed) {
      return caller.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "the store is closed"));
    }
    Lane lane = lane(caller);
    PromiseInternal<Response> promise = caller.promise();
    long deadline = System.nanoTime() + config.commandTimeout().toNanos();
    Asked asked = new Asked(key, request, isWrite, deadline, promise);
    if (lane.context().nettyEventLoop().inEventLoop()) {
      lane.ask(asked);
    } else {
      lane.context().execute(() -> lane.ask(asked));
    }
    return promise.future();
  }

  private Lane lane(ContextInternal caller) {
    EventLoop loop = caller.nettyEventLoop();
    Lane lane = lanes.get(loop);
    return lane != null ? lane : lanes.computeIfAbsent(loop, this::open);
  }

  private Lane open(EventLoop loop) {
    ContextInternal context = eventLoop(loop);
    Routes routes =
        config.mode() == RedisStoreConfig.Mode.CLUSTER
            ? new ClusterMasters(
                config,
                dialer,
                backoff(),
                (url, elsewhere) -> line(context, Masters.at(url), elsewhere))
            : new OneMaster(line(context, masters, Elsewhere.NOWHERE));
    Room room = new Room(config.queueCommands(), config.queueBytes(), metrics);
    Lane lane = new Lane(context, routes, room);
    context.runOnContext(v -> lane.start());
    return lane;
  }

  private Line line(ContextInternal context, Masters to, Elsewhere elsewhere) {
    return new Line(context, to, dialer, config, backoff(), metrics, elsewhere);
  }

  private Backoff backoff() {
    return new Backoff(config.reconnectMin(), config.reconnectMax(), RandomGenerator.getDefault());
  }

  private ContextInternal eventLoop(EventLoop loop) {
    return vertx.contextBuilder().withEventLoop(loop).build();
  }
}
