package io.chathub.service;

import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases what a user said: sessions first, so that nothing is added meanwhile. */
final class ErasureService {

  private static final Logger LOG = LoggerFactory.getLogger(ErasureService.class);

  /** Messages named in one event, so that its frame stays small. */
  private static final int SEQS_MAX = 1_000;

  private final Services services;
  private final SessionService sessions;

  ErasureService(Services services, SessionService sessions) {
    this.services = services;
    this.sessions = sessions;
  }

  Future<RawJson> erase(RawJson body) {
    UserId user = services.codec().eraseUser(body);
    return sessions
        .revokeAll(user)
        .compose(revoked -> services.store().eraseUser(user))
        .map(
            erased -> {
              erased.forEach(this::tell);
              int messages = erased.stream().mapToInt(chat -> chat.seqs().size()).sum();
              return ApiCodec.erased(erased.size(), messages);
            });
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
