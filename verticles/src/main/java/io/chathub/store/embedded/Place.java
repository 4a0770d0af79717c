package io.chathub.store.embedded;

import io.chathub.model.Position;
import java.util.function.LongUnaryOperator;

/**
 * Where a position points to in a log.
 *
 * @param seq its number; 0 where it has none
 */
record Place(Kind kind, long seq) {

  enum Kind {
    /** Before the first message there ever was. */
    START,
    /** Known once, gone by age or count. */
    TRIMMED,
    HELD,
    /** A number above the last message. */
    BEYOND,
    /** A name that this log never gave: of another chat, of another time, above the last. */
    FOREIGN
  }

  /**
   * @param createdAt of the message with a seq that the head holds, or -1 where it was just trimmed
   */
  static Place of(Position position, ChatHead head, LongUnaryOperator createdAt) {
    if (position instanceof Position.BySeq number) {
      return new Place(kind(number.seq(), head), number.seq());
    }
    if (position instanceof Position.ById name) {
      long seq = name.id().seq();
      Kind kind = kind(seq, head);
      boolean isOurs = name.id().chat().equals(head.chat().id()) && kind != Kind.BEYOND;
      if (isOurs && kind == Kind.HELD) {
        long at = createdAt.applyAsLong(seq);
        isOurs = at == name.id().createdAt() || at < 0;
      }
      return new Place(isOurs ? kind : Kind.FOREIGN, seq);
    }
    return new Place(Kind.FOREIGN, 0);
  }

  private static Kind kind(long seq, ChatHead head) {
    if (seq < 1) {
      return Kind.START;
    }
    if (seq > head.lastSeq()) {
      return Kind.BEYOND;
    }
    return seq < head.firstSeq() ? Kind.TRIMMED : Kind.HELD;
  }
}
