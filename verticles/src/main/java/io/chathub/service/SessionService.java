package io.chathub.service;

import io.chathub.bus.CloseOrder;
import io.chathub.bus.Topics;
import io.chathub.model.RawJson;
import io.chathub.model.Session;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.ServiceEvent.SessionChanged.Change;
import io.chathub.protocol.ServiceRequest;
import io.chathub.store.Store;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes and ends sessions. Owned by the service verticle's context. */
final class SessionService {

  private static final int TOKEN_BYTES = 32;
  private static final long MS_PER_S = 1_000;

  private final Services services;
  private final SecureRandom random = new SecureRandom();

  SessionService(Services services) {
    this.services = services;
  }

  Future<RawJson> create(RawJson body) {
    ServiceRequest.CreateSession request = services.codec().createSession(body);
    byte[] secret = new byte[TOKEN_BYTES];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    long now = services.clock().getAsLong();
    Session session =
        new Session(
            SessionId.ofToken(token),
            request.user(),
            request.role(),
            request.name(),
            now + request.ttlSeconds() * MS_PER_S);
    return services
        .store()
        .createSession(session)
        .onSuccess(done -> tell(Change.CREATED, request.user()))
        .map(done -> ApiCodec.session(token, session.expiresAt()));
  }

  Future<RawJson> revoke(RawJson body) {
    ServiceRequest.RevokeSessions request = services.codec().revokeSessions(body);
    Future<Integer> revoked =
        request.token().isPresent()
            ? revoke(SessionId.ofToken(request.token().get()))
            : revokeAll(request.user().orElseThrow());
    return revoked.map(ApiCodec::revoked);
  }

  private Future<Integer> revoke(SessionId id) {
    return services
        .store()
        .revokeSession(id)
        .map(
            ended -> {
              ended.ifPresent(session -> tell(Change.REVOKED, session.user()));
              return ended.isPresent() ? 1 : 0;
            });
  }

  /** Ends all sessions of a user; the connections close as each is ended. */
  Future<Integer> revokeAll(UserId user) {
    return services
        .store()
        .revokeSessions(user)
        .onSuccess(
            count -> {
              if (count > 0) {
                tell(Change.REVOKED, user);
              }
            });
  }

  /** Closes the connections of sessions that were ended here, wherever in the cluster they are. */
  void closeEnded(Store.Revocation revocation) {
    if (revocation instanceof Store.Revocation.Ended ended && ended.isOwn()) {
      var unused =
          services
              .delivery()
              .close(CloseOrder.ofSession(ended.user(), ended.session(), CloseCode.REVOKED));
    }
  }

  private void tell(Change what, UserId user) {
    long at = services.clock().getAsLong();
    services.bus().publish(Topics.SESSION, () -> ApiCodec.sessionChanged(what, user, at));
  }
}
