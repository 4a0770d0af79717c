package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** The other masters. Owned by the event loop of its lane. */
interface Elsewhere {

  /** Where there is one server, there is no other. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public void moved(int slot, String address, RedisUrl saidBy, List<Asked> commands) {
          commands.forEach(Asked::giveUp);
        }

        @Override
        public Future<List<Response>> ask(String address, RedisUrl saidBy, Flight alone) {
          return Future.failedFuture("there is no other server than " + saidBy);
        }
      };

  /**
   * The slot was found to be at another master: takes all of it that is unanswered, in order.
   *
   * @param address {@code host:port}; without a host where it is that of the one who said it
   */
  void moved(int slot, String address, RedisUrl saidBy, List<Asked> commands);

  /** One command that another master is to do although the slot is not its own yet. */
  Future<List<Response>> ask(String address, RedisUrl saidBy, Flight alone);
}
