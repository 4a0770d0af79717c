package io.chathub.store;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What lasts. Thread safe; call it from any Vert.x context.
 *
 * <p>Every method is asynchronous and never blocks its caller. A future completes on the context
 * that called. Results of {@link #append} into one chat complete in the order of their {@code seq}
 * when they were asked from one context.
 *
 * <p>A change is durable when its future succeeds, and visible to every call that is made after
 * that, on any node. Where a future fails with {@code UNAVAILABLE} nothing was changed; with {@code
 * TIMED_OUT} it may have been. Every other failure is a {@link Refusal} named at the method, or a
 * bug.
 */
public interface Store {

  /** A message can be recalled for this long, in milliseconds. */
  long RECALL_WINDOW_MS = 120_000;

  /** No message is dated further ahead of the best time, in milliseconds. */
  long AHEAD_MAX_MS = 60_000;

  /** A {@code cid} names the same message for at least this long, in milliseconds. */
  long DUPLICATE_WINDOW_MS = 86_400_000;

  /** More changes than this since a client's {@code rev} are not listed: it starts afresh. */
  int CHANGES_MAX = 100;

  /**
   * Puts a message at the end of a chat's log. Checked in this order: membership, duplicate {@code
   * cid} (of this sender in this chat), state of the chat. A duplicate stores nothing and gives the
   * first message as it now stands, also in a chat closed since. {@link UserId#SYSTEM} may write
   * into every chat, closed and reserved ones too. {@code created_at} is the store's time, or that
   * of the message before where that is later by no more than {@link #AHEAD_MAX_MS}.
   *
   * <p>Fails with {@code NOT_A_MEMBER}, also where there is no such chat ({@code NO_SUCH_CHAT} for
   * the system); with {@code CHAT_CLOSED} where the chat takes no pushes.
   */
  Future<Appended> append(NewMessage message);

  /**
   * Moves a member's cursor forward to a message; a position at or behind the cursor changes
   * nothing. A trimmed position counts as known.
   *
   * <p>Fails with {@code NOT_A_MEMBER}; with {@code NO_SUCH_MESSAGE} where the log holds nothing of
   * that name: above the last message, of another chat, of another {@code created_at}.
   */
  Future<ReadMark> markRead(ChatId chat, UserId reader, Position upTo);

  /**
   * Takes the content of a message away, for its sender, within {@link #RECALL_WINDOW_MS} of its
   * {@code created_at}, which is not further ahead than {@link #AHEAD_MAX_MS}. A repeat changes
   * nothing, whenever it comes, and gives the first outcome.
   *
   * <p>Fails with {@code NOT_A_MEMBER}, {@code NO_SUCH_MESSAGE} (a trimmed one too), {@code
   * RECALL_REFUSED} (not the sender, or too late).
   */
  Future<Recalled> recall(ChatId chat, UserId by, Position message);

  /**
   * What a user missed in each of these chats, in the order asked. A chat that the user is not a
   * member of is refused in its own entry.
   */
  Future<List<CatchUp>> missed(UserId user, List<CatchUpQuery> chats, CatchUpLimits limits);

  /**
   * A page of a chat's log.
   *
   * <p>Fails with {@code NOT_A_MEMBER}; with {@code MALFORMED_FIELD} where an id names nothing in
   * this log. A trimmed id or a number beyond either end is fine.
   */
  Future<HistoryPage> history(UserId user, ChatId chat, HistoryQuery query);

  /**
   * A page of the chats that a user is a member of, latest first: by last message, or by when it
   * was made for one without messages.
   *
   * @param cursor where the page before ended, as it said; empty for the first
   *     <p>Fails with {@code MALFORMED_FIELD} where the cursor is none of ours.
   */
  Future<ChatPage> chats(UserId user, ChatLimits limits, Optional<String> cursor);

  /** As {@link #chats(UserId, ChatLimits, Optional)}, whatever the bytes. */
  default Future<ChatPage> chats(UserId user, int limit, Optional<String> cursor) {
    return chats(user, new ChatLimits(limit, Integer.MAX_VALUE, chat -> 0), cursor);
  }

  /**
   * Makes a chat or changes it to be so; idempotent. A new member sees the whole log, its cursor
   * starts at the last message; that holds for one who comes back, too. Who left keeps nothing.
   */
  Future<ChatPut> putChat(
      ChatId chat, Optional<String> bookingId, ChatState state, List<Member> members);

  /**
   * Changes a chat that is there, and nothing of it that is not named, whatever others change at
   * the same time. Who is new or gone is treated as by {@link #putChat}.
   *
   * <p>Fails with {@code NO_SUCH_CHAT}; with {@code MALFORMED_FIELD} as {@link ChatPatch#of} does.
   */
  Future<ChatPut> patchChat(ChatId chat, ChatPatch patch);

  /** The chat {@code system:<user_id>}, made where it was not there yet. */
  Future<Chat> systemChat(UserId user, String role);

  /** Fails with {@code NO_SUCH_CHAT}. Cheap for a chat in use: it may be asked on a hot path. */
  Future<Chat> chat(ChatId chat);

  /** Keeps a session until it expires or is revoked. */
  Future<Void> createSession(Session session);

  /** The session, or empty where it is unknown, revoked or expired. */
  Future<Optional<Session>> findSession(SessionId id);

  /**
   * Ends a session; gives the one that was ended. Once this succeeds, no node accepts it any more.
   */
  Future<Optional<Session>> revokeSession(SessionId id);

  /**
   * Ends all sessions of a user; gives how many there were. Once this succeeds, no node accepts
   * them any more.
   */
  Future<Integer> revokeSessions(UserId user);

  /**
   * Tells of every session that is ended from now on, on whatever node: of those ended here as soon
   * as they are, before the future of the revocation succeeds; of others within a second. One may
   * be told of twice.
   *
   * @param listener called on any thread; quick
   */
  void onRevoked(Consumer<Revocation> listener);

  /**
   * Takes the content of all messages of a user away, in every chat the user was ever a member of.
   * Other calls go on in between; it may be repeated after a failure. One entry for each chat where
   * something was erased.
   */
  Future<List<Erased>> eraseUser(UserId user);

  /** Notes when a user was last connected, epoch milliseconds. Durable soon, not at once. */
  Future<Void> markSeen(UserId user, long at);

  /**
   * Notes whether everybody may know when a user was last seen, or the contacts alone, which is so
   * until it is noted. Durable soon, not at once.
   */
  Future<Void> markAnnounced(UserId user, boolean isAnnounced);

  /** When these users were last seen; who never was is not in it. */
  Future<Map<UserId, LastSeen>> lastSeen(Collection<UserId> users);

  /**
   * @param at epoch milliseconds
   * @param isAnnounced whether everybody may know
   */
  record LastSeen(long at, boolean isAnnounced) {}

  /** Everybody who is a member of a chat that this user is a member of, without the user. */
  Future<Set<UserId>> contacts(UserId user);

  /** Succeeds while the store can take a message. For readiness; cheap. */
  Future<Void> check();

  /**
   * Succeeds, with why, where the store will take no message any more in this process: it is to
   * end. Never where it can.
   */
  default Future<String> givenUp() {
    return Promise.<String>promise().future();
  }

  /** Finishes what was accepted, then closes. Calls after that fail with {@code UNAVAILABLE}. */
  Future<Void> close();

  /** What is known of sessions that ended before their time. */
  sealed interface Revocation {

    /**
     * @param isOwn it was asked of this store, not of another node's
     */
    record Ended(UserId user, SessionId session, boolean isOwn) implements Revocation {}

    /** Some may have ended unheard: whatever rests on a session is to look it up again. */
    record Unheard() implements Revocation {}
  }

  /**
   * A message to be.
   *
   * @param type {@code system} only from {@link UserId#SYSTEM}; the caller has checked it
   */
  record NewMessage(ChatId chat, UserId from, String type, RawJson content, Optional<String> cid) {}

  /**
   * @param chat as it was when the message was stored
   * @param isDuplicate nothing new was stored; {@code message} is the first one
   */
  record Appended(Message message, Chat chat, boolean isDuplicate) {}

  /**
   * @param id the message read up to
   * @param at epoch milliseconds
   * @param hasMoved whether the cursor went forward
   */
  record ReadMark(Chat chat, MessageId id, long at, boolean hasMoved) {}

  /**
   * @param at epoch milliseconds of the first recall
   * @param isRepeat it had been recalled before
   */
  record Recalled(Chat chat, MessageId id, long at, boolean isRepeat) {}

  /**
   * Messages of one chat whose content was erased.
   *
   * @param seqs ascending
   * @param at epoch milliseconds
   */
  record Erased(Chat chat, List<Long> seqs, long at) {}

  /**
   * @param joined members that were none before
   * @param left members that are none any more
   * @param hasChanged anything but the members: new, another state, another booking
   */
  record ChatPut(Chat chat, List<Member> joined, List<Member> left, boolean hasChanged) {}

  /**
   * Which part of a chat's log to give; exclusive at the position, oldest first. The page ends
   * where the next message does not fit any more; the first one always does.
   *
   * @param limit messages, at most
   * @param bytesMax sum of {@code sizeOf} over all, at most
   * @param sizeOf thread safe and quick: the store calls it on threads of its own; never less than
   *     the fields of the message take, which a store may count first
   */
  record HistoryQuery(
      Direction direction, Position from, int limit, int bytesMax, ToIntFunction<Message> sizeOf) {

    /** A page that is as large as it is. */
    public HistoryQuery(Direction direction, Position from, int limit) {
      this(direction, from, limit, Integer.MAX_VALUE, message -> 0);
    }

    /** Which way to go from the position. */
    public enum Direction {
      /** From the newest message back; the position is not used. */
      LATEST,
      /** The nearest older ones. */
      BEFORE,
      /** The nearest newer ones. */
      AFTER
    }
  }

  /**
   * @param messages oldest first
   * @param more whether there are others further on, the way that was asked
   */
  record HistoryPage(List<Message> messages, boolean more) {}

  /**
   * How much a page of chats may hold. It ends where the next chat does not fit any more; the first
   * one always does.
   *
   * @param chats how many, at most
   * @param bytesMax sum of {@code sizeOf} over all, at most
   * @param sizeOf thread safe and quick: the store calls it on threads of its own
   */
  record ChatLimits(int chats, int bytesMax, ToIntFunction<ChatSummary> sizeOf) {

    /** How many of these, in their order, make a page. */
    public int fitting(List<ChatSummary> some) {
      long bytes = 0;
      int count = 0;
      for (ChatSummary chat : some) {
        bytes += sizeOf.applyAsInt(chat);
        if (count == chats || (count > 0 && bytes > bytesMax)) {
          break;
        }
        count++;
      }
      return count;
    }
  }

  /**
   * @param cursor where to go on; empty at the end
   */
  record ChatPage(List<ChatSummary> chats, Optional<String> cursor) {}

  /**
   * @param unread messages of others beyond the user's cursor, exactly
   * @param rev recalls and erasures so far
   * @param refusal why the chat can't be served; the rest is what is known of it, if anything
   */
  record ChatSummary(
      Chat chat, Optional<Message> lastMessage, long unread, long rev, Optional<Refusal> refusal) {

    public ChatSummary(Chat chat, Optional<Message> lastMessage, long unread, long rev) {
      this(chat, lastMessage, unread, rev, Optional.empty());
    }

    /** A chat that is there and can't be read. */
    public static ChatSummary refused(Chat known, Refusal why) {
      return new ChatSummary(known, Optional.empty(), 0, 0, Optional.of(why));
    }
  }

  /**
   * @param index the last message that the client holds
   * @param rev the changes it knows of; empty where it does not ask
   */
  record CatchUpQuery(ChatId chat, Position index, OptionalLong rev) {}

  /**
   * @param unreadOnly only what others sent and the user has not read
   * @param perChat messages of a chat, at most
   * @param bytesMax sum of {@code sizeOf} over all, at most
   * @param sizeOf thread safe and quick: the store calls it on threads of its own
   */
  record CatchUpLimits(
      boolean unreadOnly, int perChat, int bytesMax, ToIntFunction<Message> sizeOf) {}

  /** The answer for one chat. */
  sealed interface CatchUp {
    ChatId chat();

    /** The user is not a member, or there is no such chat. */
    record Refused(ChatId chat, Refusal why) implements CatchUp {}

    /**
     * @param messages oldest first: the newest that were asked for and fit
     * @param missed how many were asked for, exactly
     * @param more whether older ones of them were left out
     * @param read cursors of the present members; empty in a chat that is not small
     * @param changed since the {@code rev} asked for, oldest first; empty where none was asked, or
     *     where {@code reset}
     * @param reset the log does not hold what the index named, or too much changed: answered as
     *     from the start
     */
    record Missed(
        ChatId chat,
        List<Message> messages,
        long missed,
        boolean more,
        long lastSeq,
        long unread,
        long rev,
        Optional<Map<UserId, Long>> read,
        Optional<List<Change>> changed,
        boolean reset)
        implements CatchUp {}
  }

  /** A message that was changed after it had been stored. */
  record Change(MessageId id, boolean isRecalled, boolean isErased) {}
}
