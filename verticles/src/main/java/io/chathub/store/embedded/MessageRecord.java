package io.chathub.store.embedded;

import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.store.StoredJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message as it is stored.
 *
 * @param rank the how manieth of its sender's own messages it is; 0 for who is no member
 * @param recalledAt epoch milliseconds; 0 where it was not recalled
 */
record MessageRecord(Message message, long rank, long recalledAt) {

  private static final int RECALLED = 1;
  private static final int ERASED = 2;
  private static final int HAS_CID = 4;

  /** The content comes last, as the bytes it came as. */
  void write(RecordWriter out) {
    int flags =
        (message.isRecalled() ? RECALLED : 0)
            | (message.isErased() ? ERASED : 0)
            | (message.cid().isPresent() ? HAS_CID : 0);
    out.clear();
    out.u8(flags);
    out.varint(message.createdAt());
    out.varint(rank);
    out.text(message.from().value());
    out.text(message.role());
    out.text(message.type());
    if (message.cid().isPresent()) {
      out.text(message.cid().get());
    }
    if (message.isRecalled()) {
      out.varint(recalledAt);
    }
    if (!message.isRecalled() && !message.isErased()) {
      out.raw(message.content().utf8(), message.content().length());
    }
  }

  /**
   * What the chat knows, its booking and who has read, is as of the head.
   *
   * @throws Unreadable where it is no record of a message, or its content no JSON
   */
  static MessageRecord read(ChatHead head, long seq, byte[] value) {
    try {
      return read(head, seq, new RecordReader(value));
    } catch (Unreadable e) {
      throw new Unreadable("message " + seq + " of chat " + head.chat().id(), e);
    } catch (IllegalArgumentException e) {
      throw new Unreadable(
          "message " + seq + " of chat " + head.chat().id() + ": " + e.getMessage());
    }
  }

  private static MessageRecord read(ChatHead head, long seq, RecordReader in) {
    int flags = flags(in);
    boolean isRecalled = (flags & RECALLED) != 0;
    boolean isErased = (flags & ERASED) != 0;
    MessageId id = new MessageId(head.chat().id(), seq, in.varint());
    long rank = in.varint();
    UserId from = new UserId(in.text());
    String role = in.text();
    String type = in.text();
    Optional<String> cid = (flags & HAS_CID) != 0 ? Optional.of(in.text()) : Optional.empty();
    long recalledAt = isRecalled ? in.varint() : 0;
    RawJson content = RawJson.NULL;
    if (isRecalled || isErased) {
      in.end();
    } else {
      content = new RawJson(in.rest());
      if (!StoredJson.isWhole(content.utf8())) {
        throw new Unreadable("its content is no JSON");
      }
    }
    Message message =
        new Message(
            id,
            head.chat().bookingId(),
            cid,
            from,
            role,
            type,
            content,
            isRecalled,
            isErased,
            head.isRead(seq, from));
    return new MessageRecord(message, rank, recalledAt);
  }

  private static int flags(RecordReader in) {
    int flags = in.u8();
    if (flags > (RECALLED | ERASED | HAS_CID)) {
      throw new Unreadable("it has flags that nobody knows");
    }
    return flags;
  }

  /** What keeps the place of a message that is gone: as if erased, of nobody. */
  static MessageRecord gone(ChatHead head, long seq, long at) {
    return gone(head, new MessageId(head.chat().id(), seq, at), UserId.SYSTEM, 0);
  }

  /** The same of one that cannot be read, with what can be of it. */
  static MessageRecord unreadable(ChatHead head, long seq, byte[] value) {
    long at = createdAtOr(value, head.chat().createdAt());
    MessageId id = new MessageId(head.chat().id(), seq, at);
    for (Member member : head.chat().members()) {
      long rank = rankIfFrom(value, senderKey(member.user()));
      if (rank >= 0) {
        return gone(head, id, member.user(), rank);
      }
    }
    return gone(head, id, UserId.SYSTEM, 0);
  }

  private static MessageRecord gone(ChatHead head, MessageId id, UserId from, long rank) {
    Message message =
        new Message(
            id,
            head.chat().bookingId(),
            Optional.empty(),
            from,
            head.chat().member(from).map(Member::role).orElse(Message.SYSTEM),
            from.equals(UserId.SYSTEM) ? Message.SYSTEM : "text",
            RawJson.NULL,
            false,
            true,
            head.isRead(id.seq(), from));
    return new MessageRecord(message, rank, 0);
  }

  static long createdAt(byte[] value) {
    RecordReader in = new RecordReader(value);
    int flags = flags(in);
    assert flags >= 0;
    return in.varint();
  }

  /** The same, or another time where it cannot be read. */
  static long createdAtOr(byte[] value, long other) {
    try {
      return createdAt(value);
    } catch (Unreadable e) {
      return other;
    }
  }

  /**
   * Whose message it is, by {@link #senderKey}; gives its rank, or -1 where it is another's, or
   * cannot be read.
   */
  static long rankIfFrom(byte[] value, byte[] sender) {
    try {
      RecordReader in = new RecordReader(value);
      int flags = flags(in);
      long createdAt = in.varint();
      assert flags >= 0 && createdAt >= 0;
      long rank = in.varint();
      return in.isText(sender) ? rank : -1;
    } catch (Unreadable e) {
      return -1;
    }
  }

  static byte[] senderKey(UserId sender) {
    return sender.value().getBytes(StandardCharsets.UTF_8);
  }

  static boolean isErased(byte[] value) {
    return value.length > 0 && (value[0] & ERASED) != 0;
  }

  MessageRecord recalled(long at) {
    return new MessageRecord(message.recalled(), rank, at);
  }

  MessageRecord erased() {
    return new MessageRecord(message.erased(), rank, recalledAt);
  }
}
