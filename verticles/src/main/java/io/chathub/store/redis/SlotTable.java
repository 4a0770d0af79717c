package io.chathub.store.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Which master has which slots, as {@code CLUSTER SLOTS} says. */
record SlotTable(List<Range> ranges) {

  /** The slots from first to last, both included. */
  record Range(int first, int last, RedisUrl master) {}

  /**
   * @param saidBy the server that was asked, whose host stands for one that is not given
   */
  static SlotTable of(Response slots, RedisUrl saidBy) {
    List<Range> ranges = new ArrayList<>();
    for (Response range : slots) {
      Response master = range.get(2);
      Response host = master.get(0);
      ranges.add(
          new Range(
              range.get(0).toInteger(),
              range.get(1).toInteger(),
              server(host == null ? "" : host.toString(), master.get(1).toInteger(), saidBy)));
    }
    return new SlotTable(ranges);
  }

  /** The server at {@code host:port}, as redirections name it. */
  static RedisUrl server(String address, RedisUrl saidBy) {
    int colon = address.lastIndexOf(':');
    return server(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), saidBy);
  }

  private static RedisUrl server(String host, int port, RedisUrl saidBy) {
    return saidBy.at(host.isEmpty() || host.equals("?") ? saidBy.host() : host, port);
  }
}
