package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.store.embedded.Loss.OfChat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a database with its {@link Marks}. What was compared once is in tables, which have
 * checksums and are listed, so the quick look is at what came since: one look-up for each chat in
 * use. Where that finds something, every chat is looked at. Blocking; used by one call.
 */
final class Survey {

  private static final Logger LOG = LoggerFactory.getLogger(Survey.class);

  private final Database database;
  private final Marks marks;
  private int unreadable;

  Survey(Database database, Marks marks) {
    this.database = database;
    this.marks = marks;
  }

  /** Whether everything that was acknowledged is there, for all that a quick look can tell. */
  boolean isWhole() {
    if (database.sequence() < marks.sequence()) {
      return false;
    }
    try (Entries messages = database.iterate(Column.MESSAGES)) {
      for (long chatNo = 0; chatNo < marks.count(); chatNo++) {
        long seq = marks.isOfThisRun(chatNo) ? marks.seq(chatNo) : 0;
        if (seq > 0 && !isThere(messages, chatNo, seq)) {
          return false;
        }
      }
      return true;
    } catch (DatabaseFailure e) {
      LOG.warn(
          "a part of the database cannot be read, what it holds is refused: {}", e.getMessage());
      return true;
    }
  }

  private static boolean isThere(Entries messages, long chatNo, long seq) {
    messages.seek(Keys.inChat(chatNo, seq));
    return messages.isValid() && Keys.chatNo(messages.key()) == chatNo;
  }

  /** What is missing, chat by chat. */
  Loss loss() {
    List<OfChat> hit = new ArrayList<>();
    BitSet named = new BitSet();
    try (Entries chats = database.iterate(Column.CHATS);
        Entries messages = database.iterate(Column.MESSAGES)) {
      for (chats.seek(new byte[0]); chats.isValid(); chats.next()) {
        OfChat lost = lost(chats, messages, named);
        if (lost != null) {
          hit.add(lost);
        }
      }
    }
    long nameless = 0;
    long gone = 0;
    for (long chatNo = 1; chatNo < marks.count(); chatNo++) {
      if (!named.get((int) chatNo) && marks.seq(chatNo) > 0 && unreadable == 0) {
        nameless++;
        gone += marks.seq(chatNo);
      }
    }
    return new Loss(hit, nameless, gone, Math.max(0, marks.sequence() - database.sequence()));
  }

  private OfChat lost(Entries chats, Entries messages, BitSet named) {
    ChatHead saved;
    try {
      saved = ChatRecord.read(new ChatId(ascii(chats.key())), chats.value());
    } catch (Unreadable | IllegalArgumentException e) {
      unreadable++;
      return null;
    }
    long chatNo = saved.chatNo();
    if (chatNo >= marks.count()) {
      return null;
    }
    named.set((int) chatNo);
    long holes = holes(messages, saved);
    long tail = Math.max(0, marks.seq(chatNo) - lastSeq(messages, saved));
    long revs = Math.max(0, marks.rev(chatNo) - saved.rev());
    return holes + tail + revs == 0
        ? null
        : new OfChat(saved.chat().id(), chatNo, holes + tail, revs);
  }

  /** The last message that there was as far as the database knows. */
  static long lastSeq(Entries messages, ChatHead saved) {
    messages.seekForPrev(Keys.inChat(saved.chatNo(), Long.MAX_VALUE));
    boolean isIn = messages.isValid() && Keys.chatNo(messages.key()) == saved.chatNo();
    return Math.max(saved.lastSeq(), isIn ? Keys.number(messages.key()) : 0);
  }

  /** Messages missing between others. */
  private static long holes(Entries messages, ChatHead saved) {
    long holes = 0;
    long before = -1;
    messages.seek(Keys.inChat(saved.chatNo(), saved.firstSeq()));
    for (; messages.isValid() && Keys.chatNo(messages.key()) == saved.chatNo(); messages.next()) {
      long seq = Keys.number(messages.key());
      holes += before < 0 ? 0 : seq - before - 1;
      before = seq;
    }
    long upTo = before < 0 ? saved.firstSeq() - 1 : before;
    return holes + Math.max(0, saved.lastSeq() - upTo);
  }

  static String ascii(byte[] key) {
    return new String(key, StandardCharsets.US_ASCII);
  }
}
