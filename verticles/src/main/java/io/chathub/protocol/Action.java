package io.chathub.protocol;

import io.chathub.model.ChatId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client may ask. Well-formed; whether it is granted is another matter. */
public sealed interface Action {

  /** The client's own mark, which comes back in the answer. */
  Optional<String> ref();

  <R> R accept(Handler<R> handler);

  /** The names of actions on the wire. */
  enum Name {
    PUSH,
    READ,
    RECONNECT,
    TYPING,
    RECALL,
    PING;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
      return wireName;
    }

    static Optional<Name> byWireName(String text) {
      for (Name name : values()) {
        if (name.wireName.equals(text)) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    }
  }

  /** Sends a message. */
  record Push(ChatId chat, RawJson content, String type, Optional<String> cid, Optional<String> ref)
      implements Action {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.push(this);
    }
  }

  /** Everything up to here was read. */
  record Read(ChatId chat, Position upTo, Optional<String> ref) implements Action {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.read(this);
    }
  }

  /**
   * Asks for what was missed.
   *
   * @param unreadOnly scope {@code unread}, not {@code all}
   * @param limit messages of a chat, 1 up to what the scope allows
   * @param isSingle asked for one chat without a list
   */
  record Reconnect(
      List<Wanted> chats, boolean unreadOnly, int limit, boolean isSingle, Optional<String> ref)
      implements Action {

    public static final int CHATS_MAX = 200;

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.reconnect(this);
    }
  }

  /**
   * A chat to catch up with.
   *
   * @param index the last message that the client holds
   * @param rev the changes it knows of
   * @param read what to mark as read before; {@link #MALFORMED_READ} where that is no position
   */
  record Wanted(ChatId chat, Position index, OptionalLong rev, Optional<Position> read) {

    public static final Position MALFORMED_READ = new Position.Unknown("");
  }

  /** The user is typing. */
  record Typing(ChatId chat, Optional<String> ref) implements Action {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.typing(this);
    }
  }

  /** Takes a message back. */
  record Recall(ChatId chat, Position message, Optional<String> ref) implements Action {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.recall(this);
    }
  }

  /** Is anybody there? */
  record Ping(Optional<String> ref) implements Action {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.ping(this);
    }
  }

  /** One method for each action, so that a new one does not compile until it is handled. */
  interface Handler<R> {
    R push(Push push);

    R read(Read read);

    R reconnect(Reconnect reconnect);

    R typing(Typing typing);

    R recall(Recall recall);

    R ping(Ping ping);
  }
}
