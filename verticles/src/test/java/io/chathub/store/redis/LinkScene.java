package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A link on two event loops, and scripts to send over it. */
final class LinkScene implements AutoCloseable {

  private static final long PATIENCE_S = 60;

  /** Appends a word to a list once: the place it has there, the same however often it is asked. */
  static final Script APPEND =
      script(
          "append",
          "local at = redis.call('HGET', KEYS[2], ARGV[1]) "
              + "if at then return tonumber(at) end "
              + "at = redis.call('RPUSH', KEYS[1], ARGV[1]) "
              + "redis.call('HSET', KEYS[2], ARGV[1], at) "
              + "return at",
          true);

  /** Reads a list. */
  static final Script ALL = script("all", "return redis.call('LRANGE', KEYS[1], 0, -1)", false);

  /** Is wrong. */
  static final Script BROKEN = script("broken", "return redis.call('NONSENSE')", false);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final List<Context> loops =
      List.of(
          ((VertxInternal) vertx).createEventLoopContext(),
          ((VertxInternal) vertx).createEventLoopContext());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RedisLink link;

  LinkScene(RedisStoreConfig config) {
    link = new RedisLink(vertx, config, List.of(APPEND, ALL, BROKEN), registry);
  }

  RedisLink link() {
    return link;
  }

  Vertx vertx() {
    return vertx;
  }

  /** A value that the link measures. */
  double measured(String name) {
    return registry.get(name).meter().measure().iterator().next().getValue();
  }

  /** Asks on one of the two event loops. */
  <T> Future<T> on(int loop, Supplier<Future<T>> asking) {
    io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
    loops.get(loop).runOnContext(v -> asking.get().onComplete(promise));
    return promise.future();
  }

  Future<Long> append(String tag, String word) {
    return link.run(APPEND, List.of("{" + tag + "}:l", "{" + tag + "}:h"), List.of(word))
        .map(Response::toLong);
  }

  Future<List<String>> all(String tag) {
    return link.run(ALL, List.of("{" + tag + "}:l"), List.of())
        .map(words -> words.stream().map(Response::toString).toList());
  }

  Future<Response> broken(String tag) {
    return link.run(BROKEN, List.of("{" + tag + "}:l"), List.of());
  }

  Future<String> get(String key) {
    return link.send(key, Request.cmd(Command.GET, key), false)
        .map(value -> value == null ? null : value.toString());
  }

  Future<Response> set(String key, String value) {
    return link.send(key, Request.cmd(Command.SET, key, value), true);
  }

  static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What it fails with. */
  static Throwable failure(Future<?> future) {
    try {
      Object result = result(future);
      throw new AssertionError("succeeded with " + result);
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  static ErrorCode code(Throwable cause) {
    if (cause instanceof Refusal refusal) {
      return refusal.code();
    }
    throw new AssertionError(cause);
  }

  static RedisStoreConfig config(String url) {
    return RedisStoreConfig.of(url);
  }

  /** With other deadlines and bounds. */
  static RedisStoreConfig config(
      RedisStoreConfig config, Duration commandTimeout, int waitReplicas, int queueCommands) {
    return new RedisStoreConfig(
        config.mode(),
        config.urls(),
        config.sentinelMaster(),
        config.sentinelCredentials(),
        waitReplicas,
        config.waitTimeout(),
        commandTimeout,
        config.connectTimeout(),
        queueCommands,
        config.queueBytes(),
        config.reconnectMin(),
        config.reconnectMax(),
        config.tlsTrust(),
        config.tlsClient(),
        config.keyPrefix());
  }

  @Override
  public void close() {
    result(link.close());
    result(vertx.close());
  }

  private static Script script(String name, String source, boolean isWrite) {
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return new Script(name, source, HexFormat.of().formatHex(sha1), isWrite);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
