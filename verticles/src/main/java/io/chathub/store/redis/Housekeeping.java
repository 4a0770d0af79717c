package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes messages that are too old out of the logs of chats where nobody says anything: an index
 * tells which begin with an old one; and the sessions that are over. Names and outcomes expire by
 * themselves. One node of a cluster does it at a time. Thread safe.
 */
final class Housekeeping {

  private static final long EVERY_MS = 600_000;
  private static final long CHATS_MAX = 500;
  private static final long TRIMMED_MAX = 1_000;
  private static final int WIDTH = 8;

  private final Access access;
  private final Sessions sessions;
  private final Retention retention;
  private final SoundClock clock;

  Housekeeping(Access access, Sessions sessions, Retention retention, SoundClock clock) {
    this.access = access;
    this.sessions = sessions;
    this.retention = retention;
    this.clock = clock;
  }

  /** How often to call {@link #runIfDue}. */
  long everyMs() {
    return EVERY_MS;
  }

  /** One round, where no other node did one lately. */
  Future<Void> runIfDue() {
    String key = access.keys().housekeeper();
    Request lease =
        Request.cmd(Command.SET)
            .arg(key)
            .arg(access.operations().next())
            .arg("NX")
            .arg("PX")
            .arg(EVERY_MS - EVERY_MS / 10);
    return access
        .commands()
        .send(key, lease, false)
        .compose(taken -> taken == null ? Future.succeededFuture() : run());
  }

  /** One round over everything. */
  Future<Void> run() {
    List<Integer> parts = IntStream.range(0, Keys.INDEX_PARTS).boxed().toList();
    return Pipelined.each(parts, 1, part -> sweep(part).compose(swept -> sessions.expire(part)))
        .mapEmpty();
  }

  private Future<Void> sweep(int part) {
    String index = access.keys().index(part);
    long oldest = clock.sure() - retention.age().toMillis();
    Request aged =
        Request.cmd(Command.ZRANGE)
            .arg(index)
            .arg("-inf")
            .arg("(" + oldest)
            .arg("BYSCORE")
            .arg("LIMIT")
            .arg(0L)
            .arg(CHATS_MAX);
    return access
        .commands()
        .send(index, aged, false)
        .map(found -> found.stream().map(chat -> new ChatId(chat.toString())).toList())
        .compose(
            chats ->
                Pipelined.each(chats, WIDTH, chat -> trim(index, chat, oldest))
                    .compose(
                        done -> chats.size() < CHATS_MAX ? Future.succeededFuture() : sweep(part)));
  }

  /** Trims a chat, and notes when to come back to it. */
  private Future<Void> trim(String index, ChatId chat, long oldest) {
    Keys.OfChat keys = access.keys().chat(chat);
    return access
        .commands()
        .run(
            access.scripts().trim,
            List.of(keys.head(), keys.log(), keys.marks()),
            List.of(oldest, retention.messages(), TRIMMED_MAX, retention.age().toMillis()))
        .compose(
            answer -> {
              if (!Refusals.isRefusal(answer) && answer.get(1).toInteger() == 1) {
                return trim(index, chat, oldest);
              }
              long oldestLeft = Refusals.isRefusal(answer) ? -1 : answer.get(2).toLong();
              return note(index, chat, oldestLeft < 0 ? clock.getAsLong() : oldestLeft);
            });
  }

  private Future<Void> note(String index, ChatId chat, long at) {
    Request again = Request.cmd(Command.ZADD).arg(index).arg(at).arg(chat.value());
    return access.commands().send(index, again, true).mapEmpty();
  }
}
