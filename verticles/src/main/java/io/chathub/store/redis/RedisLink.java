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
    this.masters = () -> Future.succeededFuture(config.urls().get(0));
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

  /** Whether Redis answers. Fails at once, and says why, while a connection is known to be lost. */
  Future<Void> check() {
    ContextInternal caller = vertx.getOrCreateContext();
    PromiseInternal<Void> promise = caller.promise();
    Lane lane = lane(caller);
    lane.context()
        .execute(
            () -> {
              Future<Void> answer =
                  lane.routes()
                      .whyDown()
                      .map(cause -> Future.<Void>failedFuture(gone(cause)))
                      .orElseGet(() -> ping(lane.routes().keys()));
              answer.onComplete(promise);
            });
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

  private Future<Void> ping(List<String> keys) {
    return Future.join(
            keys.stream().map(key -> send(key, Request.cmd(Command.PING), false)).toList())
        .mapEmpty();
  }

  private Lane lane(ContextInternal caller) {
    EventLoop loop = caller.nettyEventLoop();
    Lane lane = lanes.get(loop);
    return lane != null ? lane : lanes.computeIfAbsent(loop, this::open);
  }

  private Lane open(EventLoop loop) {
    ContextInternal context = vertx.contextBuilder().withEventLoop(loop).build();
    Room room = new Room(config.queueCommands(), config.queueBytes(), metrics);
    Line line =
        new Line(
            context,
            masters,
            dialer,
            config,
            new Backoff(config.reconnectMin(), config.reconnectMax(), RandomGenerator.getDefault()),
            metrics,
            Elsewhere.NOWHERE);
    Lane lane = new Lane(context, new OneMaster(line), room);
    context.runOnContext(v -> lane.start());
    return lane;
  }

  private static Refusal gone(Throwable cause) {
    return Refusal.of(ErrorCode.UNAVAILABLE, "no connection to Redis: " + cause.getMessage());
  }
}
