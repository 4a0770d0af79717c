package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.store.Retention;
import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages that are too old out of the logs of chats where nobody says anything: an index
 * tells which begin with an old one; and the sessions that are over. Names and outcomes expire by
 * themselves. One node of a cluster does it at a time. Thread safe.
 */
final class Housekeeping {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
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
    return access
        .evenFull(
            key, "SET", access.operations().next(), "NX", "PX", Long.toString(EVERY_MS * 9 / 10))
        .compose(taken -> taken == null ? Future.succeededFuture() : run())
        .onFailure(failure -> LOG.warn("housekeeping goes on later: {}", failure.getMessage()));
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
        .map(found -> found.stream().map(Response::toString).toList())
        .compose(
            chats ->
                Pipelined.each(chats, WIDTH, chat -> look(index, chat, oldest))
                    .compose(
                        done -> chats.size() < CHATS_MAX ? Future.succeededFuture() : sweep(part)));
  }

  /** What is no chat, nobody of us has put there: it would be found first for ever. */
  private Future<Void> look(String index, String chat, long oldest) {
    if (ChatId.isValid(chat)) {
      return trim(index, new ChatId(chat), oldest);
    }
    LOG.warn("{} names what is no chat: taken out", index);
    Request remove = Request.cmd(Command.ZREM).arg(index).arg(chat);
    return access.commands().send(index, remove, true).mapEmpty();
  }

  /** Trims a chat, and notes when to come back to it: to a damaged one as to one that is new. */
  private Future<Void> trim(String index, ChatId chat, long oldest) {
    Keys.OfChat keys = access.keys().chat(chat);
    return access
        .commands()
        .run(
            access.scripts().trim,
            keys.counting(),
            List.of(oldest, retention.messages(), TRIMMED_MAX, retention.age().toMillis()))
        .map(answer -> access.damage().read(chat, answer, Trimmed::of))
        .recover(
            failure ->
                failure instanceof Refusal refusal
                        && (Damage.isOf(refusal) || refusal.code() == ErrorCode.NO_SUCH_CHAT)
                    ? Future.succeededFuture(Trimmed.NONE)
                    : Future.failedFuture(failure))
        .compose(
            trimmed -> {
              if (trimmed.isMore) {
                return trim(index, chat, oldest);
              }
              // Never a time that is looked for again in this round.
              long at = trimmed.oldestLeft < oldest ? clock.getAsLong() : trimmed.oldestLeft;
              return note(index, chat, at);
            });
  }

  /** What a trim left. */
  private record Trimmed(boolean isMore, long oldestLeft) {

    static final Trimmed NONE = new Trimmed(false, -1);

    static Trimmed of(Response answer) {
      boolean isMore = answer.get(0).toLong() > 0 && answer.get(1).toInteger() == 1;
      return new Trimmed(isMore, answer.get(2).toLong());
    }
  }

  private Future<Void> note(String index, ChatId chat, long at) {
    return access.evenFull(index, "ZADD", Long.toString(at), chat.value()).mapEmpty();
  }
}
