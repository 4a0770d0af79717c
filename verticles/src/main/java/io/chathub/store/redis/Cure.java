package io.chathub.store.redis;

import io.vertx.redis.client.impl.types.ErrorType;

/** What is to be done about an error that Redis answered. The command was not done, in any case. */
enum Cure {
  /** The script is not known: load it, and again. */
  LOAD_SCRIPTS,
  /** It is no master, or not one that works: connect again, perhaps to another. */
  CONNECT_AGAIN,
  /** It will pass: again, a little later. */
  PAUSE,
  /** The slot is elsewhere, for good. */
  MOVE,
  /** This once, elsewhere. */
  ASK,
  /** It can't be done now, for a reason that lasts. */
  REFUSE,
  /** It can't ever be done: a mistake of ours. */
  FAIL;

  static Cure of(ErrorType error) {
    return switch (code(error)) {
      case "NOSCRIPT" -> LOAD_SCRIPTS;
      case "READONLY", "LOADING", "MASTERDOWN", "UNBLOCKED", "NOAUTH" -> CONNECT_AGAIN;
      case "BUSY", "TRYAGAIN", "CLUSTERDOWN" -> PAUSE;
      case "MOVED" -> MOVE;
      case "ASK" -> ASK;
      case "OOM", "MISCONF", "NOREPLICAS" -> REFUSE;
      default -> FAIL;
    };
  }

  /** The word that an error begins with. */
  static String code(ErrorType error) {
    return word(error, 0);
  }

  /** The address out of {@code MOVED slot address} and {@code ASK slot address}. */
  static String address(ErrorType error) {
    return word(error, 2);
  }

  private static String word(ErrorType error, int index) {
    String[] words = String.valueOf(error.getMessage()).split(" ", index + 2);
    return index < words.length ? words[index] : "";
  }

  /** Whether the command is worth sending again. */
  boolean isPassing() {
    return this != REFUSE && this != FAIL;
  }
}
