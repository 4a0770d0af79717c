package io.chathub.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * Which chats a user is a member of: of those who looked lately from memory. Thread safe; blocking
 * where it has to read. Bounded by the bytes of the lists; the least used go.
 */
final class UserChats {

  private static final long BYTES_MAX = 32L << 20;
  private static final int LIST_BYTES = 200;
  private static final int CHAT_BYTES = 120;

  private final Database database;
  private final Cache<UserId, List<ChatId>> cache =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .weigher((UserId user, List<ChatId> chats) -> LIST_BYTES + CHAT_BYTES * chats.size())
          .executor(Runnable::run)
          .build();

  UserChats(Database database) {
    this.database = database;
  }

  /** The chats that the user is a member of. */
  List<ChatId> present(UserId user) {
    // One read at a time for each key, and a change waits for it: an older never follows a newer.
    return cache.get(user, of -> read(of, /* withLeft= */ false));
  }

  /** Those, and those once been in. */
  List<ChatId> ever(UserId user) {
    return read(user, /* withLeft= */ true);
  }

  /** To be called by the writer after the commit. */
  void changed(ChatHead before, ChatHead after) {
    if (before == null || !before.chat().equals(after.chat())) {
      forget(after.chat());
      if (before != null) {
        forget(before.chat());
      }
    }
  }

  /** Everybody goes by the database again. */
  void forgetAll() {
    cache.invalidateAll();
  }

  private void forget(Chat chat) {
    for (Member member : chat.members()) {
      cache.invalidate(member.user());
    }
  }

  private List<ChatId> read(UserId user, boolean withLeft) {
    List<ChatId> chats = new ArrayList<>();
    byte[] prefix = Keys.ofUser(user);
    try (Entries entries = database.iterate(Column.USER_CHATS)) {
      entries.seek(prefix);
      for (; entries.isValid() && Keys.startsWith(entries.key(), prefix); entries.next()) {
        byte[] how = entries.value();
        if (withLeft || (how.length > 0 && how[0] == ChatChanges.PRESENT)) {
          Keys.chatOf(entries.key()).ifPresent(chats::add);
        }
      }
    }
    return List.copyOf(chats);
  }
}
