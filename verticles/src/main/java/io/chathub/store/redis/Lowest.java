package io.chathub.store.redis;

import io.chathub.model.UserId;
import io.vertx.redis.client.Response;

/**
 * The two lowest cursors of a chat: all that is needed to know who has read what.
 *
 * @param first the lowest, or {@link #NONE} in a chat without members
 * @param whose the member with the lowest
 * @param second the lowest of the others, or {@link #NONE}
 */
record Lowest(long first, String whose, long second) {

  private static final long NONE = -1;

  static Lowest read(Response answer) {
    return new Lowest(answer.get(0).toLong(), answer.get(1).toString(), answer.get(2).toLong());
  }

  /** Whether every present member but the sender has read so far. */
  boolean haveRead(long seq, UserId sender) {
    long lowest = whose.equals(sender.value()) ? second : first;
    return lowest == NONE || lowest >= seq;
  }
}
