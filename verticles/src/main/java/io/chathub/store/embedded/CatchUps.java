package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.UserId;
import io.chathub.store.Store;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.Store.Change;
import io.chathub.store.embedded.Place.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Answers what a user missed. Thread safe; blocking. */
final class CatchUps {

  private final Database database;
  private final Complaints complaints;
  private final Heads heads;
  private final MessageLog log;

  CatchUps(Database database, Heads heads, MessageLog log, Complaints complaints) {
    this.database = database;
    this.complaints = complaints;
    this.heads = heads;
    this.log = log;
  }

  List<CatchUp> missed(UserId user, List<CatchUpQuery> queries, CatchUpLimits limits) {
    List<CatchUp> answers = new ArrayList<>(queries.size());
    Room room = new Room(limits);
    for (CatchUpQuery query : queries) {
      answers.add(answer(user, query, room));
    }
    return answers;
  }

  /** What cannot be read is refused, and spoils nothing of the others. */
  private CatchUp answer(UserId user, CatchUpQuery query, Room room) {
    try {
      return missed(user, query, room);
    } catch (Unreadable e) {
      complaints.unreadable(query.chat(), e);
    } catch (DatabaseFailure e) {
      complaints.failed(e);
    }
    return new CatchUp.Refused(query.chat(), Refusals.cannotBeRead());
  }

  private CatchUp missed(UserId user, CatchUpQuery query, Room room) {
    ChatId chat = query.chat();
    ChatHead head = heads.get(chat);
    int member = head == null ? -1 : head.indexOf(user);
    if (member < 0) {
      return new CatchUp.Refused(chat, Refusals.notAMember());
    }
    Place index = Place.of(query.index(), head, seq -> log.createdAt(head, seq));
    Optional<List<Change>> changes =
        query.rev().isEmpty() ? Optional.empty() : changes(head, query);
    boolean isReset =
        index.kind() == Kind.BEYOND
            || index.kind() == Kind.FOREIGN
            || (query.rev().isPresent() && changes.isEmpty());
    long cursor = head.cursor(member).readSeq();
    long unread = log.othersAfter(head, member, cursor);
    long after = Math.max(isReset ? 0 : index.seq(), head.firstSeq() - 1);
    long missed = head.lastSeq() - after;
    if (room.limits.unreadOnly()) {
      after = Math.max(after, cursor);
      missed = after == cursor ? unread : log.othersAfter(head, member, after);
    }
    List<Message> messages = missed == 0 ? List.of() : room.fill(log, head, after, user, missed);
    return new CatchUp.Missed(
        chat,
        messages,
        missed,
        messages.size() < missed,
        head.lastSeq(),
        unread,
        head.rev(),
        head.chat().isSmall() ? Optional.of(head.reads()) : Optional.empty(),
        isReset ? Optional.empty() : changes,
        isReset);
  }

  private static boolean isTooFarBehind(ChatHead head, CatchUpQuery query) {
    long rev = query.rev().orElseThrow();
    return rev > head.rev() || head.rev() - rev > Store.CHANGES_MAX;
  }

  /**
   * What changed since the client's {@code rev}; empty where that is too much, or not known any
   * more: old changes may have gone since the head was read.
   */
  private Optional<List<Change>> changes(ChatHead head, CatchUpQuery query) {
    if (isTooFarBehind(head, query)) {
      return Optional.empty();
    }
    List<Change> changes = new ArrayList<>();
    for (long rev = Math.max(0, query.rev().orElseThrow()) + 1; rev <= head.rev(); rev++) {
      byte[] value = database.get(Column.CHANGES, Keys.inChat(head.chatNo(), rev));
      if (value == null) {
        return Optional.empty();
      }
      try {
        changes.add(ChangeRecord.read(head.chat().id(), value));
      } catch (Unreadable e) {
        complaints.unreadable(
            head.chat().id(), new Unreadable("a change of chat " + head.chat().id(), e));
        return Optional.empty();
      }
    }
    return Optional.of(changes);
  }

  /** What is left of the bytes that one answer may hold. */
  private static final class Room {

    private final CatchUpLimits limits;
    private long bytesLeft;

    Room(CatchUpLimits limits) {
      this.limits = limits;
      this.bytesLeft = limits.bytesMax();
    }

    /** The newest messages that were asked for and fit, oldest first. */
    List<Message> fill(MessageLog log, ChatHead head, long after, UserId user, long missed) {
      List<Message> newestFirst = new ArrayList<>();
      log.backward(
          head,
          head.lastSeq() + 1,
          after + 1,
          message -> {
            if (limits.unreadOnly() && message.from().equals(user)) {
              return true;
            }
            int bytes = limits.sizeOf().applyAsInt(message);
            if (bytes > bytesLeft || newestFirst.size() >= limits.perChat()) {
              return false;
            }
            bytesLeft -= bytes;
            newestFirst.add(message);
            // All found: what is older is the user's own.
            return newestFirst.size() < missed;
          });
      Collections.reverse(newestFirst);
      return List.copyOf(newestFirst);
    }
  }
}
