package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.store.Damaged;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is damaged in Redis: keys of a chat that are gone, or hold what nobody can read. Each such
 * chat is refused by itself, and named in the log once a minute. Thread safe.
 */
final class Damage {

  private static final String DAMAGED = "damaged";
  private static final String MESSAGE = "this chat is damaged in the store: ";

  private static final Logger LOG = LoggerFactory.getLogger(Damage.class);

  private final Damaged damaged = new Damaged("Redis");

  /** Chats that were found damaged within the last minute. */
  long chats() {
    return damaged.count();
  }

  /**
   * Reads what a script answered about a chat.
   *
   * @throws Refusal as the script refused it, or where something of the chat is damaged
   */
  <T> T read(ChatId chat, Response answer, Function<Response, T> reader) {
    check(chat, answer);
    try {
      return reader.apply(answer);
    } catch (Refusal refusal) {
      throw refusal;
    } catch (RuntimeException e) {
      LOG.debug("an answer about chat={} can't be read", chat.value(), e);
      name(chat, "it can't be read: " + e);
      throw Refusal.of(ErrorCode.UNAVAILABLE, MESSAGE + "it can't be read");
    }
  }

  /** Whether it failed since something of the chat is damaged. */
  static boolean isOf(Throwable failure) {
    return failure instanceof Refusal refusal
        && refusal.code() == ErrorCode.UNAVAILABLE
        && refusal.getMessage().startsWith(MESSAGE);
  }

  /** Names the chat in the log; gives what to answer. */
  Refusal refusal(ChatId chat, String what) {
    name(chat, what);
    return Refusal.of(ErrorCode.UNAVAILABLE, MESSAGE + what);
  }

  /** Names in the log a message that can't be read. */
  void unreadable(ChatId chat, long seq, String why) {
    name(chat, "its message " + seq + " can't be read and shows as erased: " + why);
  }

  private void check(ChatId chat, Response answer) {
    if (answer != null && Refusals.isRefusal(answer)) {
      throw Refusals.of(answer);
    }
    if (answer == null || answer.type() != ResponseType.MULTI) {
      throw refusal(chat, "a script answered " + answer);
    }
    if (answer.size() == 2 && isWord(answer.get(0))) {
      throw refusal(chat, String.valueOf(answer.get(1)));
    }
  }

  private static boolean isWord(Response first) {
    return first != null && first.type() == ResponseType.BULK && DAMAGED.equals(first.toString());
  }

  private void name(ChatId chat, String what) {
    damaged.name("chat=" + chat.value(), what);
  }
}
