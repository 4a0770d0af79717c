package io.chathub.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.vertx.redis.client.Response;

/**
 * Chats as this node last saw them, each with the version that names just this state of it. A
 * script is told the version and gives the chat only where that is another. Thread safe; bounded by
 * bytes, the least used are forgotten and come back with the next answer.
 */
final class KnownChats {

  /** An eighth of the heap, where that is less than 64 MiB. */
  private static final long BYTES_MAX = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private static final int CHAT_BYTES = 400;
  private static final int MEMBER_BYTES = 150;
  private static final String NO_VERSION = "";

  private final Cache<ChatId, Known> cache =
      Caffeine.newBuilder()
          .maximumWeight(BYTES_MAX)
          .weigher(
              (ChatId id, Known known) -> CHAT_BYTES + MEMBER_BYTES * known.chat().members().size())
          .executor(Runnable::run)
          .build();

  /** A chat at a version. */
  record Known(Chat chat, String version) {}

  /** The chat as last seen, or null. */
  Known get(ChatId chat) {
    return cache.getIfPresent(chat);
  }

  /** To be called where Redis does not know it: it has lost its newest data. */
  void forget(ChatId chat) {
    cache.invalidate(chat);
  }

  /** What to tell a script. */
  static String version(Known known) {
    return known == null ? NO_VERSION : known.version;
  }

  /**
   * The chat that an answer is about.
   *
   * @param known what the script was told of
   * @param at where the version stands in the answer, and the chat behind it, where it is another
   */
  Chat of(ChatId id, Known known, Response answer, int at) {
    return at(id, known, answer, at).chat();
  }

  /** The same, with its version. */
  Known at(ChatId id, Known known, Response answer, int at) {
    return answer.size() <= at ? known : learn(id, answer, at);
  }

  /** The chat and its version that stand there in the answer. */
  Known learn(ChatId id, Response answer, int at) {
    String version = answer.get(at).toString();
    Known known = cache.getIfPresent(id);
    if (known == null || !known.version.equals(version)) {
      known = new Known(ChatRecord.read(id, answer.get(at + 1).toBytes()), version);
      cache.put(id, known);
    }
    return known;
  }
}
