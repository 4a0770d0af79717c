package io.chathub.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chathub.model.ChatId;
import io.chathub.model.UserId;
import io.chathub.store.embedded.ChatHead.Span;
import java.util.HashMap;
import java.util.Map;

/**
 * The committed head of every chat: of those in use from memory, of others from the database.
 * Thread safe; blocking where it has to load. Bounded by the bytes of the heads; the least used go.
 */
final class Heads {

  /** An eighth of the heap, where that is less than 64 MiB. */
  private static final long BYTES_MAX = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private static final int HEAD_BYTES = 400;
  private static final int MEMBER_BYTES = 150;

  private final Database database;
  private final UserChats userChats;
  private final Cache<ChatId, ChatHead> cache =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .weigher(
              (ChatId id, ChatHead head) ->
                  HEAD_BYTES + MEMBER_BYTES * head.chat().members().size())
          .executor(Runnable::run)
          .build();

  Heads(Database database) {
    this.database = database;
    this.userChats = new UserChats(database);
  }

  UserChats userChats() {
    return userChats;
  }

  /**
   * The head, or null where there is no such chat.
   *
   * @throws Unreadable where it is not to be made of what is stored
   */
  ChatHead get(ChatId chat) {
    // One load at a time for each key, and a publish waits for it: an older never follows a newer.
    return cache.get(chat, this::load);
  }

  /** The head if it is in memory, or null. */
  ChatHead getIfPresent(ChatId chat) {
    return cache.getIfPresent(chat);
  }

  /**
   * To be called by the writer after the commit.
   *
   * @param before null for a new chat
   */
  void publish(ChatHead before, ChatHead head) {
    cache.put(head.chat().id(), head);
    userChats.changed(before, head);
  }

  /** To be called by the writer where a commit of it failed: what counts is what is stored. */
  void forget(ChatId chat) {
    cache.invalidate(chat);
  }

  /** Everybody goes by the database again. */
  void forgetAll() {
    cache.invalidateAll();
    userChats.forgetAll();
  }

  private ChatHead load(ChatId chat) {
    try (Database.View view = database.view()) {
      byte[] record = view.get(Column.CHATS, Keys.chat(chat));
      return record == null ? null : withLog(ChatRecord.read(chat, record), view);
    }
  }

  private static ChatHead withLog(ChatHead saved, Database.View view) {
    Map<UserId, Integer> indexes = new HashMap<>();
    Cursor[] cursors = new Cursor[saved.chat().members().size()];
    for (int i = 0; i < cursors.length; i++) {
      indexes.put(saved.chat().members().get(i).user(), i);
      cursors[i] = saved.cursor(i);
    }
    long lastSeq = saved.lastSeq();
    long lastAt = saved.lastAt();
    byte[] chat = Keys.ofChat(saved.chatNo());
    try (Entries messages = view.iterate(Column.MESSAGES)) {
      messages.seek(Keys.inChat(saved.chatNo(), saved.lastSeq() + 1));
      for (; isIn(messages, chat); messages.next()) {
        long seq = Keys.number(messages.key());
        if (seq < 0) {
          continue; // no key of ours
        }
        if (seq != lastSeq + 1 && saved.lastSeq() != lastSeq) {
          throw new Unreadable(
              "chat " + saved.chat().id() + ": messages are missing behind seq=" + lastSeq);
        }
        lastSeq = seq;
        MessageRecord record = read(saved, seq, messages.value());
        lastAt = Math.max(lastAt, record.message().createdAt());
        Integer sender = indexes.get(record.message().from());
        if (sender != null) {
          cursors[sender] = cursors[sender].withOwn(record.rank());
        }
      }
      messages.seek(Keys.inChat(saved.chatNo(), saved.firstSeq()));
      while (isIn(messages, chat) && Keys.number(messages.key()) < 0) {
        messages.next();
      }
      long firstSeq = isIn(messages, chat) ? Keys.number(messages.key()) : lastSeq + 1;
      Span log = new Span(firstSeq, lastSeq, lastAt);
      return new ChatHead(
          saved.chat(), saved.chatNo(), log, saved.rev(), saved.savedSeq(), cursors);
    }
  }

  private static MessageRecord read(ChatHead saved, long seq, byte[] value) {
    try {
      return MessageRecord.read(saved, seq, value);
    } catch (Unreadable e) {
      return MessageRecord.unreadable(saved, seq, value);
    }
  }

  private static boolean isIn(Entries messages, byte[] chat) {
    return messages.isValid() && Keys.startsWith(messages.key(), chat);
  }
}
