package io.chathub.store.embedded;

import io.chathub.model.Chat;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a chat but its messages, as of one commit. Immutable: every change makes a
 * new one. The log holds the messages from {@link #firstSeq} to {@link #lastSeq}; it is empty where
 * the first is one above the last.
 */
final class ChatHead {

  private final Chat chat;
  private final long chatNo;
  private final long firstSeq;
  private final long lastSeq;
  private final long lastAt; // the chat's own time while there is no message
  private final long rev;
  private final long savedSeq; // the chat record knows of messages up to here
  private final Cursor[] cursors; // one for each member, in their order

  ChatHead(Chat chat, long chatNo, Span log, long rev, long savedSeq, Cursor[] cursors) {
    this.chat = chat;
    this.chatNo = chatNo;
    this.firstSeq = log.firstSeq;
    this.lastSeq = log.lastSeq;
    this.lastAt = log.lastAt;
    this.rev = rev;
    this.savedSeq = savedSeq;
    this.cursors = cursors;
  }

  /**
   * What the log holds.
   *
   * @param lastAt epoch milliseconds of the last message there ever was, or of the chat
   */
  record Span(long firstSeq, long lastSeq, long lastAt) {}

  static ChatHead ofNew(Chat chat, long chatNo) {
    Cursor[] cursors = new Cursor[chat.members().size()];
    Arrays.fill(cursors, new Cursor(0, 0, 0));
    return new ChatHead(chat, chatNo, new Span(1, 0, chat.createdAt()), 0, 0, cursors);
  }

  Chat chat() {
    return chat;
  }

  long chatNo() {
    return chatNo;
  }

  long firstSeq() {
    return firstSeq;
  }

  long lastSeq() {
    return lastSeq;
  }

  long lastAt() {
    return lastAt;
  }

  long rev() {
    return rev;
  }

  long savedSeq() {
    return savedSeq;
  }

  boolean isEmpty() {
    return firstSeq > lastSeq;
  }

  /** Where the user is among the members, or -1. */
  int indexOf(UserId user) {
    List<Member> members = chat.members();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).user().equals(user)) {
        return i;
      }
    }
    return -1;
  }

  Cursor cursor(int member) {
    return cursors[member];
  }

  /** Whether every present member but the sender has read so far. */
  boolean isRead(long seq, UserId sender) {
    List<Member> members = chat.members();
    for (int i = 0; i < cursors.length; i++) {
      if (cursors[i].readSeq() < seq && !members.get(i).user().equals(sender)) {
        return false;
      }
    }
    return true;
  }

  Map<UserId, Long> reads() {
    Map<UserId, Long> reads = new LinkedHashMap<>();
    for (int i = 0; i < cursors.length; i++) {
      reads.put(chat.members().get(i).user(), cursors[i].readSeq());
    }
    return reads;
  }

  /**
   * With one message more.
   *
   * @param sender index of the member, or -1
   * @param first what the log begins with after that
   */
  ChatHead appended(int sender, long at, long first) {
    Cursor[] counted = cursors;
    if (sender >= 0) {
      counted = cursors.clone();
      counted[sender] = counted[sender].withOwn(counted[sender].ownTotal() + 1);
    }
    return new ChatHead(chat, chatNo, new Span(first, lastSeq + 1, at), rev, savedSeq, counted);
  }

  ChatHead read(int member, long seq, long ownAtRead) {
    Cursor[] moved = cursors.clone();
    moved[member] = new Cursor(seq, ownAtRead, cursors[member].ownTotal());
    return new ChatHead(chat, chatNo, span(), rev, savedSeq, moved);
  }

  ChatHead changed(int revs) {
    return new ChatHead(chat, chatNo, span(), rev + revs, savedSeq, cursors);
  }

  ChatHead trimmed(long first) {
    return new ChatHead(chat, chatNo, new Span(first, lastSeq, lastAt), rev, savedSeq, cursors);
  }

  ChatHead saved() {
    return new ChatHead(chat, chatNo, span(), rev, lastSeq, cursors);
  }

  /** Who is new starts at the last message; who is gone leaves nothing. */
  ChatHead with(Chat next) {
    Cursor[] kept = new Cursor[next.members().size()];
    for (int i = 0; i < kept.length; i++) {
      int before = indexOf(next.members().get(i).user());
      kept[i] = before < 0 ? new Cursor(lastSeq, 0, 0) : cursors[before];
    }
    return new ChatHead(next, chatNo, span(), rev, savedSeq, kept);
  }

  private Span span() {
    return new Span(firstSeq, lastSeq, lastAt);
  }
}
