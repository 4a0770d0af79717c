package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.Store.Change;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers what a user missed: a few chats at a time, each by one script that gives no more content
 * than the whole answer still has room for. So a request holds at most {@link #WIDTH} times the
 * bytes of an answer. Thread safe.
 */
final class CatchUps {

  private static final int WIDTH = 8;
  private static final int RECALLED = 1;
  private static final int ERASED = 2;

  private final Access access;

  CatchUps(Access access) {
    this.access = access;
  }

  Future<List<CatchUp>> missed(UserId user, List<CatchUpQuery> queries, CatchUpLimits limits) {
    return from(
        0, queries, new Room(user, limits, access.damage()), new ArrayList<>(queries.size()));
  }

  private Future<List<CatchUp>> from(
      int from, List<CatchUpQuery> queries, Room room, List<CatchUp> answers) {
    if (from >= queries.size()) {
      return Future.succeededFuture(answers);
    }
    List<CatchUpQuery> some = queries.subList(from, Math.min(queries.size(), from + WIDTH));
    return Pipelined.each(some, WIDTH, query -> ask(query, room))
        .compose(
            given -> {
              for (int i = 0; i < given.size(); i++) {
                answers.add(room.answer(some.get(i).chat(), given.get(i)));
              }
              return from(from + some.size(), queries, room, answers);
            });
  }

  private Future<Response> ask(CatchUpQuery query, Room room) {
    Keys.OfChat keys = access.keys().chat(query.chat());
    Place index = Place.of(query.index(), query.chat());
    return access
        .commands()
        .run(
            access.scripts().missed,
            List.of(
                keys.head(), keys.log(), keys.marks(), keys.cursors(), keys.changes(), keys.chat()),
            List.of(
                room.user.value(),
                index.seq(),
                index.at(),
                query.rev().isPresent() ? Math.max(0, query.rev().getAsLong()) : -1L,
                room.limits.unreadOnly() ? 1L : 0L,
                (long) room.limits.perChat(),
                room.bytesLeft,
                (long) Chat.SMALL_MAX));
  }

  /** One request, and what is left of the bytes that its answer may hold. */
  private static final class Room {

    private final UserId user;
    private final CatchUpLimits limits;
    private final Damage damage;
    private long bytesLeft;

    Room(UserId user, CatchUpLimits limits, Damage damage) {
      this.user = user;
      this.limits = limits;
      this.damage = damage;
      this.bytesLeft = limits.bytesMax();
    }

    CatchUp answer(ChatId chat, Response answer) {
      long left = bytesLeft;
      try {
        return damage.read(chat, answer, given -> missed(chat, given));
      } catch (Refusal refusal) {
        bytesLeft = left;
        return new CatchUp.Refused(chat, refusal);
      }
    }

    private CatchUp missed(ChatId chat, Response answer) {
      long missed = answer.get(2).toLong();
      Lowest lowest = Lowest.read(answer.get(5));
      var frame = new MessageRecord.Frame(chat, MessageRecord.booking(answer.get(6)), lowest);
      List<Message> messages = fill(frame, answer.get(9));
      return new CatchUp.Missed(
          chat,
          messages,
          missed,
          messages.size() < missed,
          answer.get(0).toLong(),
          answer.get(1).toLong(),
          answer.get(3).toLong(),
          Optional.ofNullable(answer.get(8)).map(Room::reads),
          Optional.ofNullable(answer.get(7)).map(changes -> changes(chat, changes)),
          answer.get(4).toInteger() == 1);
    }

    /** Those of the given ones that fit, newest first, turned round. */
    private List<Message> fill(MessageRecord.Frame frame, Response newestFirst) {
      List<Message> messages = new ArrayList<>();
      long about = 0;
      for (int i = 0; i < newestFirst.size(); i += 2) {
        long seq = newestFirst.get(i).toLong();
        Message message = MessageRecord.read(frame, seq, newestFirst.get(i + 1), about, damage);
        about = message.createdAt();
        int bytes = limits.sizeOf().applyAsInt(message);
        if (bytes > bytesLeft) {
          break;
        }
        bytesLeft -= bytes;
        messages.add(message);
      }
      Collections.reverse(messages);
      return List.copyOf(messages);
    }

    private static Map<UserId, Long> reads(Response cursors) {
      Map<UserId, Long> reads = new LinkedHashMap<>();
      for (int i = 0; i < cursors.size(); i += 2) {
        String cursor = cursors.get(i + 1).toString();
        long seq = Long.parseLong(cursor, 0, cursor.indexOf(' '), 10);
        reads.put(new UserId(cursors.get(i).toString()), seq);
      }
      return reads;
    }

    private static List<Change> changes(ChatId chat, Response given) {
      List<Change> changes = new ArrayList<>(given.size());
      for (Response entry : given) {
        String[] fields = entry.toString().split(" ", -1);
        MessageId id = new MessageId(chat, Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        int flags = Integer.parseInt(fields[2]);
        changes.add(new Change(id, (flags & RECALLED) != 0, (flags & ERASED) != 0));
      }
      return changes;
    }
  }
}
