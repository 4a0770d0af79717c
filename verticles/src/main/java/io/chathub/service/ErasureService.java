package io.chathub.service;

import io.chathub.bus.Scheduler;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases what a user said: sessions first, so that nothing is added after. */
final class ErasureService {

  private static final Logger LOG = LoggerFactory.getLogger(ErasureService.class);

  /** Messages named in one event, so that its frame stays small. */
  private static final int SEQS_MAX = 1_000;

  /** A push that was accepted before the sessions ended is stored within this time. */
  private static final long UNDER_WAY_MS = 500;

  private final Services services;
  private final SessionService sessions;
  private final Scheduler scheduler;

  ErasureService(Services services, SessionService sessions, Scheduler scheduler) {
    this.services = services;
    this.sessions = sessions;
    this.scheduler = scheduler;
  }

  Future<RawJson> erase(RawJson body) {
    UserId user = services.codec().eraseUser(body);
    return sessions
        .revokeAll(user)
        .compose(revoked -> services.store().eraseUser(user))
        .compose(first -> again(user).map(second -> merged(first, second)))
        .map(
            erased -> {
              erased.forEach(this::tell);
              int chats = (int) erased.stream().map(chat -> chat.chat().id()).distinct().count();
              int messages = erased.stream().mapToInt(chat -> chat.seqs().size()).sum();
              return ApiCodec.erased(chats, messages);
            });
  }

  /** Once more, for what was already under way when the sessions ended. */
  private Future<List<Store.Erased>> again(UserId user) {
    Promise<Void> quiet = Promise.promise();
    scheduler.after(UNDER_WAY_MS, quiet::complete);
    return quiet.future().compose(over -> services.store().eraseUser(user));
  }

  private static List<Store.Erased> merged(List<Store.Erased> first, List<Store.Erased> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private void tell(Store.Erased erased) {
    for (int i = 0; i < erased.seqs().size(); i += SEQS_MAX) {
      List<Long> seqs = erased.seqs().subList(i, Math.min(i + SEQS_MAX, erased.seqs().size()));
      Event.Erase event = new Event.Erase(erased.chat().id(), seqs, erased.at());
      services
          .delivery()
          .toUsers(erased.chat().users(), EventCodec.encode(event), null)
          .onFailure(failure -> LOG.warn("erasure not delivered", failure));
    }
  }
}
