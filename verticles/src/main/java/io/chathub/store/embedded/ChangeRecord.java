package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.store.Store.Change;

/** What was changed with one rev of a chat: which message, and how it stood after that. */
final class ChangeRecord {

  private static final int RECALLED = 1;
  private static final int ERASED = 2;

  private ChangeRecord() {}

  static void write(Message message, RecordWriter out) {
    out.clear();
    out.u8((message.isRecalled() ? RECALLED : 0) | (message.isErased() ? ERASED : 0));
    out.varint(message.seq());
    out.varint(message.createdAt());
  }

  static Change read(ChatId chat, byte[] value) {
    RecordReader in = new RecordReader(value);
    int flags = in.u8();
    MessageId id = new MessageId(chat, in.varint(), in.varint());
    in.end();
    return new Change(id, (flags & RECALLED) != 0, (flags & ERASED) != 0);
  }
}
