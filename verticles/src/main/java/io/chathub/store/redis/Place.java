package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.Position;

/**
 * What a position says of a chat's log, for the scripts: they know whether it holds.
 *
 * @param seq its number, or {@link #FOREIGN}
 * @param at what it believes of the message's time, epoch milliseconds, or {@link #UNSAID}
 */
record Place(long seq, long at) {

  static final long FOREIGN = -1;
  static final long UNSAID = -1;

  static Place of(Position position, ChatId chat) {
    if (position instanceof Position.BySeq number) {
      return new Place(Math.max(0, number.seq()), UNSAID);
    }
    if (position instanceof Position.ById name && name.id().chat().equals(chat)) {
      return new Place(name.id().seq(), name.id().createdAt());
    }
    return new Place(FOREIGN, UNSAID);
  }
}
