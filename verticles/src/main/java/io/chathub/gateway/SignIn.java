package io.chathub.gateway;

import io.chathub.bus.PresenceApi;
import io.chathub.bus.Reply;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a token to a user who is ready: session found, presence registered. Owned by the event loop
 * of its connections.
 */
final class SignIn {

  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  /** From {@code fail} to the close, so that a client that comes right back does not spin. */
  static final long CLOSE_DELAY_MS = 1_000;

  private final Instance instance;
  private final Gateway gateway;

  SignIn(Instance instance) {
    this.instance = instance;
    this.gateway = instance.gateway();
  }

  /** Ends in {@code ready} or {@code fail}, unless the connection closes before. */
  void begin(Connection connection, Optional<String> token, IpAddress address) {
    long began = System.nanoTime();
    if (token.isEmpty()) {
      connection.fail(Refusal.of(ErrorCode.NO_TOKEN, "no token"));
      return;
    }
    gateway
        .lookups
        .find(instance, token.get(), address, connection::isClosing)
        .onSuccess(found -> found(connection, found.session(), began, found.askedNanos()))
        .onFailure(failure -> unavailable(connection, failure));
  }

  private void found(
      Connection connection, Optional<Session> session, long began, long askedNanos) {
    if (connection.isClosing()) {
      return;
    }
    if (session.isEmpty() || instance.isRevoked(session.get(), askedNanos)) {
      connection.fail(Refusal.of(ErrorCode.BAD_TOKEN, "unknown or expired token"));
      return;
    }
    connection.signedIn(session.get());
    instance.arrived(connection);
    Reply<Void> registered = new Reply<>(instance.context());
    instance.deadlines().add(registered, askedNanos);
    gateway.bus.send(
        PresenceApi.ARRIVED,
        new PresenceApi.Arrived(
            session.get().user(),
            session.get().role(),
            session.get().name(),
            connection.id(),
            connection.since(),
            registered));
    registered
        .future()
        .onSuccess(
            done -> {
              gateway.metrics.signedIn(began, connection.client());
              connection.ready();
            })
        .onFailure(failure -> unavailable(connection, failure));
  }

  private static void unavailable(Connection connection, Throwable failure) {
    if (failure instanceof Refusal refusal && refusal.code() == ErrorCode.TOO_FAST) {
      connection.fail(refusal);
      return;
    }
    LOG.warn("sign-in failed connection={} cause={}", connection.id(), failure.toString());
    connection.fail(
        Refusal.later(ErrorCode.UNAVAILABLE, "the session store can't be reached", Retry.soonMs()));
  }
}
