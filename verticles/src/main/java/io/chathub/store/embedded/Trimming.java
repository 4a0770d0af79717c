package io.chathub.store.embedded;

import io.chathub.model.ChatId;

/** Takes the oldest messages out of logs. Runs on the writer thread. */
final class Trimming {

  /** From so many on, one range is cheaper than single deletes. */
  private static final int RANGE_MIN = 32;

  private Trimming() {}

  /** Lets the log begin with {@code firstSeq}; gives how many messages went. */
  static Long trim(Stage stage, ChatId chat, long firstSeq) {
    ChatHead head = stage.head(chat);
    if (head == null || firstSeq <= head.firstSeq()) {
      return 0L;
    }
    long first = Math.min(firstSeq, head.lastSeq() + 1);
    delete(stage, head, first);
    stage.save(head.trimmed(first));
    return first - head.firstSeq();
  }

  /** Deletes the messages of the head below {@code firstSeq}. */
  static void delete(Stage stage, ChatHead head, long firstSeq) {
    if (firstSeq - head.firstSeq() >= RANGE_MIN) {
      stage.deleteRange(
          Column.MESSAGES,
          Keys.inChat(head.chatNo(), head.firstSeq()),
          Keys.inChat(head.chatNo(), firstSeq));
      return;
    }
    for (long seq = head.firstSeq(); seq < firstSeq; seq++) {
      stage.delete(Column.MESSAGES, Keys.inChat(head.chatNo(), seq));
    }
  }
}
