package io.chathub.model;

import java.util.Optional;

/**
 * A place in a chat's log as somebody outside names it: by number alone, or by an id that also says
 * what is believed to stand there.
 */
public sealed interface Position {

  /** Before the first message. */
  Position START = new BySeq(0);

  /** By number; 0 is before the first message. */
  record BySeq(long seq) implements Position {}

  /** By the id of the message there. */
  record ById(MessageId id) implements Position {}

  /** By a text that names nothing any log could hold. */
  record Unknown(String text) implements Position {}

  /** The position that a text names: digits, an id, {@link #START} where empty. */
  static Position parse(String text) {
    if (text.isEmpty()) {
      return START;
    }
    long seq = MessageId.digits(text);
    if (seq >= 0) {
      return new BySeq(seq);
    }
    Optional<MessageId> id = MessageId.parse(text);
    return id.isPresent() ? new ById(id.get()) : new Unknown(text);
  }
}
