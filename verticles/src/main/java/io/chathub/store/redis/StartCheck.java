package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Looks at masters: before they are used, whether they will do, and then what they may lose. */
final class StartCheck {

  private static final int WIDTH = 8;

  private final RedisStoreConfig config;
  private final Dialer dialer;

  StartCheck(RedisStoreConfig config, Dialer dialer) {
    this.config = config;
    this.dialer = dialer;
  }

  /**
   * What is to be warned of. Fails with {@link UnfitServer} where it will never do as it is, and
   * with a {@code Refusal} where it can't be reached.
   */
  Future<List<String>> look(Masters masters) {
    return masters
        .find()
        .compose(dialer::master)
        .compose(wire -> report(wire).onComplete(result -> wire.close()))
        .map(report -> report.warnings(config))
        .recover(cause -> Future.failedFuture(explained(cause)));
  }

  /** What all masters say now; fails where one does not answer. */
  Future<List<DurabilityReport>> reports(Masters masters) {
    return masters.all().compose(urls -> Pipelined.each(urls, WIDTH, this::reportAt));
  }

  private Future<DurabilityReport> reportAt(RedisUrl url) {
    return dialer
        .any(url)
        .compose(wire -> dialer.inTime(report(wire)).onComplete(result -> wire.close()));
  }

  private static Future<DurabilityReport> report(Wire wire) {
    Future<Optional<String>> info = ask(wire, Request.cmd(Command.INFO)).map(StartCheck::text);
    Future<Optional<String>> fsync =
        ask(wire, Request.cmd(Command.CONFIG, "GET", "appendfsync"))
            .map(found -> found.map(pair -> pair.get("appendfsync")).map(Response::toString));
    return Future.all(info, fsync)
        .map(
            both ->
                new DurabilityReport(
                    wire.url().withoutCredentials(),
                    info.result().flatMap(all -> line(all, "aof_enabled")).map("1"::equals),
                    fsync.result(),
                    info.result().flatMap(all -> line(all, "maxmemory_policy")),
                    info.result().map(StartCheck::isWritten).orElse(true)));
  }

  private static boolean isWritten(String info) {
    boolean hasLog = line(info, "aof_enabled").equals(Optional.of("1"));
    List<String> fields =
        hasLog
            ? List.of("aof_last_write_status", "aof_last_bgrewrite_status")
            : List.of("rdb_last_bgsave_status");
    return fields.stream().allMatch(field -> line(info, field).orElse("ok").equals("ok"));
  }

  /** Empty where it may not be asked. */
  private static Future<Optional<Response>> ask(Wire wire, Request request) {
    return wire.send(List.of(request))
        .map(replies -> Optional.ofNullable(replies.get(0)))
        .recover(
            cause ->
                cause instanceof ErrorType
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(cause));
  }

  private static Optional<String> text(Optional<Response> response) {
    return response.map(Response::toString);
  }

  private static Optional<String> line(String info, String field) {
    return info.lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst();
  }

  RuntimeException explained(Throwable cause) {
    String where = "Redis at " + config.urls().get(0).withoutCredentials() + ": ";
    if (cause instanceof UnfitServer unfit) {
      return new UnfitServer(where + unfit.getMessage());
    }
    if (cause instanceof ErrorType error && isLasting(error)) {
      return new UnfitServer(where + error.getMessage());
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return new UnfitServer(where + "TLS: " + each.getMessage());
      }
    }
    return Refusal.of(ErrorCode.UNAVAILABLE, where + cause.getMessage());
  }

  /** Whether it says who may in, or that the server is too old to say who it is. */
  private static boolean isLasting(ErrorType error) {
    return switch (Cure.code(error)) {
      case "WRONGPASS", "NOAUTH", "NOPERM" -> true;
      default -> error.getMessage().startsWith("ERR unknown command");
    };
  }
}
