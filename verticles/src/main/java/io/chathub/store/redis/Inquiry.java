package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Finds the master by asking one server after the other, first the one that knew the last time.
 * Thread safe.
 */
final class Inquiry implements Masters {

  private final Dialer dialer;
  private final List<RedisUrl> servers;
  private final Request question;
  private final BiFunction<Response, RedisUrl, List<RedisUrl>> reader;
  private final AtomicInteger first = new AtomicInteger();

  private Inquiry(
      Dialer dialer,
      List<RedisUrl> servers,
      Request question,
      BiFunction<Response, RedisUrl, List<RedisUrl>> reader) {
    this.dialer = dialer;
    this.servers = servers;
    this.question = question;
    this.reader = reader;
  }

  /** The master that the Sentinels watch. */
  static Inquiry ofSentinels(RedisStoreConfig config, Dialer dialer) {
    RedisUrl data = config.urls().get(0);
    return new Inquiry(
        dialer,
        config.urls().stream().map(url -> url.with(config.sentinelCredentials(), 0)).toList(),
        Request.cmd(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", config.sentinelMaster()),
        (address, sentinel) -> {
          if (address == null) {
            throw Refusal.of(
                ErrorCode.UNAVAILABLE,
                "the Sentinel at " + sentinel + " knows no master " + config.sentinelMaster());
          }
          return List.of(data.at(address.get(0).toString(), address.get(1).toInteger()));
        });
  }

  /** The masters of the cluster. */
  static Inquiry ofCluster(RedisStoreConfig config, Dialer dialer) {
    return new Inquiry(
        dialer,
        config.urls(),
        Request.cmd(Command.CLUSTER, "SLOTS"),
        (slots, node) -> {
          List<RedisUrl> masters =
              SlotTable.of(slots, node).ranges().stream()
                  .map(SlotTable.Range::master)
                  .distinct()
                  .toList();
          if (masters.isEmpty()) {
            throw Refusal.of(ErrorCode.UNAVAILABLE, "the cluster at " + node + " has no slots");
          }
          return masters;
        });
  }

  @Override
  public Future<RedisUrl> find() {
    return all().map(masters -> masters.get(0));
  }

  @Override
  public Future<List<RedisUrl>> all() {
    return find(first.get(), servers.size());
  }

  private Future<List<RedisUrl>> find(int index, int attempts) {
    RedisUrl server = servers.get(index);
    return dialer
        .any(server)
        .compose(
            wire -> {
              Future<List<Response>> replies = dialer.inTime(wire.send(List.of(question)));
              return replies.onComplete(result -> wire.close());
            })
        .map(replies -> reader.apply(replies.get(0), server))
        .onSuccess(found -> first.set(index))
        .recover(
            cause ->
                attempts > 1
                    ? find((index + 1) % servers.size(), attempts - 1)
                    : Future.failedFuture(cause));
  }
}
