package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of the keys. What is between the braces decides where in a Redis Cluster a key lives;
 * what a script touches has the same there. Names of chats and users hold no braces.
 */
final class Keys {

  /**
   * Into so many parts the index of all chats and that of all sessions are cut, so that a cluster
   * shares the work.
   */
  static final int INDEX_PARTS = 64;

  private final String prefix;

  /**
   * @param prefix of every key; without braces
   */
  Keys(String prefix) {
    if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
      throw new IllegalArgumentException("store.redis.prefix: no braces");
    }
    this.prefix = prefix;
  }

  OfChat chat(ChatId chat) {
    return new OfChat(prefix + "c:{" + chat.value() + "}:");
  }

  /** When a user's chats were last active, as they were last written. */
  String chatsOf(UserId user) {
    return user(user) + "l";
  }

  /** Every chat that a user was ever a member of. */
  String everOf(UserId user) {
    return user(user) + "e";
  }

  String sessionsOf(UserId user) {
    return user(user) + "s";
  }

  String seen(UserId user) {
    return user(user) + "t";
  }

  String session(SessionId id) {
    return prefix + "s:{" + id.hex() + "}";
  }

  String endedSession(SessionId id) {
    return session(id) + ":x";
  }

  /** Sessions, each with its user behind a space, by when they expire. */
  String sessionIndex(SessionId id) {
    return sessionIndex(Math.floorMod(id.hex().hashCode(), INDEX_PARTS));
  }

  String sessionIndex(int part) {
    return prefix + "x:{" + part + "}";
  }

  String revocations() {
    return prefix + "{revocations}";
  }

  String format() {
    return prefix + "{format}";
  }

  String probe() {
    return prefix + "{probe}";
  }

  /** The latest time that nodes and Redis agreed on, and at which Redis was ahead, as scores. */
  String clock() {
    return prefix + "{clock}";
  }

  /** Found again where nothing was lost. */
  String mark(int part) {
    return prefix + "mark:{" + part + "}";
  }

  /** Held by the node that does the housekeeping. */
  String housekeeper() {
    return prefix + "{housekeeper}";
  }

  /** Chats by the time of their oldest message, or one before that. */
  String index(int part) {
    return prefix + "i:{" + part + "}";
  }

  static int indexPart(ChatId chat) {
    return Math.floorMod(chat.value().hashCode(), INDEX_PARTS);
  }

  private String user(UserId user) {
    return prefix + "u:{" + user.value() + "}:";
  }

  /** The keys of one chat; what each holds is said in {@code log.lua}. */
  record OfChat(String base) {

    String head() {
      return base + "h";
    }

    String log() {
      return base + "l";
    }

    String marks() {
      return base + "m";
    }

    String cursors() {
      return base + "r";
    }

    String changes() {
      return base + "g";
    }

    String chat() {
      return base + "c";
    }

    /** Which message a sender gave a cid to. A user's id holds no slash. */
    String named(UserId sender, String cid) {
      return base + "d:" + sender.value() + '/' + cid;
    }

    /** What came of an operation. */
    String outcome(String operation) {
      return base + "o:" + operation;
    }

    List<String> counting() {
      return List.of(head(), log(), marks(), cursors(), chat());
    }

    List<String> counting(String... others) {
      List<String> keys = new ArrayList<>(counting());
      keys.addAll(List.of(others));
      return keys;
    }
  }
}
