package io.chathub.store.redis;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

  /** Waits until both loops have their connections, for however long a busy machine takes. */
  LinkScene ready() {
    for (int loop = 0; loop < loops.size(); loop++) {
      int on = loop;
      await()
          .atMost(Duration.ofSeconds(PATIENCE_S))
          .until(() -> result(on(on, () -> link.check().map(true).otherwise(false))));
    }
    return this;
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
    Promise<T> promise = Promise.promise();
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

  @CanIgnoreReturnValue
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

  /** With deadlines for a machine that is busy. */
  static RedisStoreConfig patient(String url) {
    return patient(RedisStoreConfig.of(url));
  }

  static RedisStoreConfig patient(RedisStoreConfig config) {
    return with(config, Duration.ofSeconds(30), config.waitReplicas(), config.queueCommands());
  }

  /** With a deadline that a test can wait for. */
  static RedisStoreConfig hasty(String url) {
    RedisStoreConfig config = RedisStoreConfig.of(url);
    return with(config, Duration.ofSeconds(2), config.waitReplicas(), config.queueCommands());
  }

  static RedisStoreConfig with(
      RedisStoreConfig config, Duration commandTimeout, int waitReplicas, int queueCommands) {
    return with(config, commandTimeout, waitReplicas, queueCommands, config.tlsTrust());
  }

  static RedisStoreConfig trusting(RedisStoreConfig config, Path certificate) {
    return with(
        config,
        config.commandTimeout(),
        config.waitReplicas(),
        config.queueCommands(),
        Optional.of(certificate));
  }

  private static RedisStoreConfig with(
      RedisStoreConfig config,
      Duration commandTimeout,
      int waitReplicas,
      int queueCommands,
      Optional<Path> tlsTrust) {
    return new RedisStoreConfig(
        config.mode(),
        config.urls(),
        config.sentinelMaster(),
        config.sentinelCredentials(),
        waitReplicas,
        config.waitTimeout(),
        commandTimeout,
        Duration.ofSeconds(15),
        queueCommands,
        config.queueBytes(),
        config.reconnectMin(),
        config.reconnectMax(),
        tlsTrust,
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
