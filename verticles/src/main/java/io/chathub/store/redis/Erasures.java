package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.SoundClock;
import io.chathub.store.Store.Erased;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes away what a user wrote: chat by chat, and of each chat so few messages at a time that Redis
 * is not held up. Thread safe.
 */
final class Erasures {

  private static final long LOOKED_AT_MAX = 500;
  private static final long OUTCOME_KEPT_MS = 60_000;

  private final Access access;
  private final SoundClock clock;

  Erasures(Access access, SoundClock clock) {
    this.access = access;
    this.clock = clock;
  }

  Future<List<Erased>> erase(UserId user) {
    String ever = access.keys().everOf(user);
    return access
        .commands()
        .send(ever, Request.cmd(Command.SMEMBERS).arg(ever), false)
        .map(
            found ->
                found.stream()
                    .map(Response::toString)
                    .filter(ChatId::isValid)
                    .map(ChatId::new)
                    .toList())
        .compose(
            chats -> {
              List<ChatId> damaged = new ArrayList<>();
              return Pipelined.each(chats, 1, chat -> ofChat(user, chat, damaged))
                  .map(erased -> erased.stream().flatMap(Optional::stream).toList())
                  .compose(erased -> all(erased, damaged));
            });
  }

  /** One chat that can't be read does not keep what the user wrote in the others. */
  private Future<Optional<Erased>> ofChat(UserId user, ChatId chat, List<ChatId> damaged) {
    return next(user, chat, 0, List.of())
        .recover(
            failure -> {
              if (Damage.isOf(failure)) {
                damaged.add(chat);
                return Future.succeededFuture(Optional.empty());
              }
              return Halfway.unsure(Future.failedFuture(failure));
            });
  }

  private static Future<List<Erased>> all(List<Erased> erased, List<ChatId> damaged) {
    return damaged.isEmpty()
        ? Future.succeededFuture(erased)
        : Future.failedFuture(
            Refusal.of(
                ErrorCode.TIMED_OUT,
                "done in part: "
                    + damaged.size()
                    + " chats are damaged in the store, as "
                    + damaged.get(0).value()));
  }

  private static Chat chat(ChatId id, Response answer) {
    return ChatRecord.read(id, answer.get(1).toBytes());
  }

  private Future<Optional<Erased>> next(UserId user, ChatId chat, long after, List<Long> before) {
    Keys.OfChat keys = access.keys().chat(chat);
    String outcome = keys.outcome(access.operations().next());
    return access
        .commands()
        .run(
            access.scripts().erase,
            keys.counting(keys.changes(), outcome),
            List.of(user.value(), after, LOOKED_AT_MAX, OUTCOME_KEPT_MS))
        .compose(
            answer -> {
              if (Refusals.isRefusal(answer)) {
                return Future.succeededFuture(Optional.empty());
              }
              Chat at = access.damage().read(chat, answer, given -> chat(chat, given));
              List<Long> seqs = new ArrayList<>(before);
              for (Response seq : answer.get(2)) {
                seqs.add(seq.toLong());
              }
              long goOn = answer.get(0).toLong();
              if (goOn > 0) {
                return next(user, chat, goOn, seqs);
              }
              return Future.succeededFuture(
                  seqs.isEmpty()
                      ? Optional.empty()
                      : Optional.of(new Erased(at, List.copyOf(seqs), clock.getAsLong())));
            });
  }
}
