package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections: signed in, found to be what was looked for, with the scripts loaded. Thread
 * safe; a connection belongs to the context it was asked for on.
 */
final class Dialer {

  private static final int MAX_IN_FLIGHT = 8_192;

  private final Vertx vertx;
  private final RedisStoreConfig config;
  private final List<Request> loadScripts;
  private volatile Runnable onMaster = () -> {};

  Dialer(Vertx vertx, RedisStoreConfig config, List<Script> scripts) {
    this.vertx = vertx;
    this.config = config;
    this.loadScripts = scripts.stream().map(Dialer::load).toList();
  }

  /** What to do after each connection to a master. */
  void onMaster(Runnable handler) {
    onMaster = handler;
  }

  /** To a master, ready for commands. */
  Future<Wire> master(RedisUrl url) {
    return open(url, true);
  }

  /** To whatever is there, for questions. */
  Future<Wire> any(RedisUrl url) {
    return open(url, false);
  }

  /** Fails it where it takes longer than an attempt to connect may. */
  <T> Future<T> inTime(Future<T> future) {
    return future.timeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Wire> open(RedisUrl url, boolean toMaster) {
    RespGuard guard = new RespGuard();
    Redis client = Redis.createClient(new GuardedVertx(vertx, guard), options(url));
    return inTime(
            client
                .connect()
                .compose(connection -> prepare(client, connection, guard, url, toMaster)))
        .onFailure(cause -> client.close())
        .recover(cause -> Future.failedFuture(explained(cause, guard)));
  }

  private static Throwable explained(Throwable cause, RespGuard guard) {
    return guard
        .violation()
        .<Throwable>map(sent -> Refusal.of(ErrorCode.UNAVAILABLE, "the server sent " + sent))
        .orElse(cause);
  }

  private Future<Wire> prepare(
      Redis client, RedisConnection connection, RespGuard guard, RedisUrl url, boolean toMaster) {
    if (!toMaster) {
      return Future.succeededFuture(new Wire(client, connection, guard, url, List.of()));
    }
    List<Request> requests = new ArrayList<>();
    requests.add(Request.cmd(Command.HELLO));
    requests.addAll(loadScripts);
    if (config.waitReplicas() > 0) {
      requests.add(Request.cmd(Command.WAIT, 0, 1));
    }
    Wire wire = new Wire(client, connection, guard, url, loadScripts);
    return wire.send(requests)
        .recover(cause -> Future.failedFuture(BatchErrors.first(cause)))
        .map(
            replies -> {
              Greeting.of(replies.get(0)).check(config.mode());
              onMaster.run();
              return wire;
            });
  }

  private RedisOptions options(RedisUrl url) {
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setTcpKeepAlive(true);
    if (url.tls()) {
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      config
          .tlsTrust()
          .ifPresent(pem -> net.setTrustOptions(new PemTrustOptions().addCertPath(pem.toString())));
      config
          .tlsClient()
          .ifPresent(
              own ->
                  net.setKeyCertOptions(
                      new PemKeyCertOptions()
                          .addCertPath(own.cert().toString())
                          .addKeyPath(own.key().toString())));
    }
    String endpoint = url.withoutCredentials() + (url.database() == 0 ? "" : "/" + url.database());
    RedisOptions options =
        new RedisOptions()
            .setNetClientOptions(net)
            .setConnectionString(endpoint)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(MAX_IN_FLIGHT);
    url.credentials().ifPresent(who -> options.setUser(who.user()).setPassword(who.password()));
    return options;
  }

  private static Request load(Script script) {
    return Request.cmd(Command.SCRIPT, "LOAD", script.source());
  }

  /** How a server introduces itself. */
  private record Greeting(String version, String mode, String role) {

    private static final int MAJOR = 6;
    private static final int MINOR = 2;

    static Greeting of(Response hello) {
      return new Greeting(text(hello, "version"), text(hello, "mode"), text(hello, "role"));
    }

    /**
     * @throws UnfitServer where this is not what was looked for, and will not be
     */
    void check(RedisStoreConfig.Mode wanted) {
      String[] parts = version.split("\\.", 3);
      int major = Integer.parseInt(parts[0]);
      int minor = Integer.parseInt(parts[1]);
      if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
        throw new UnfitServer("Redis " + version + " is too old: it must be 6.2 or newer");
      }
      boolean isCluster = mode.equals("cluster");
      if (isCluster != (wanted == RedisStoreConfig.Mode.CLUSTER)) {
        throw new UnfitServer(
            "this Redis runs in mode " + mode + ", which does not go with store.redis.mode");
      }
      if (!role.equals("master")) {
        String problem = "this Redis is a replica, not a master";
        throw wanted == RedisStoreConfig.Mode.STANDALONE
            ? new UnfitServer(problem)
            : Refusal.of(ErrorCode.UNAVAILABLE, problem); // who named it will know better soon
      }
    }

    private static String text(Response hello, String field) {
      Response value = hello.get(field);
      return value == null ? "" : value.toString();
    }
  }
}
