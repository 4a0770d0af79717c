package io.chathub.gateway;

import io.chathub.bus.Reply;
import io.chathub.model.Session;
import io.chathub.protocol.CloseCode;
import io.chathub.store.Store;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Looks up again the sessions of connections, one after the other, and closes those whose session
 * is gone. While the store cannot be reached it waits. Not thread safe: owned by the event loop.
 */
final class SessionCheck {

  private static final long WAIT_MS = 1_000;

  private final Store store;
  private final Instance instance;
  private final Iterator<Connection> connections;

  SessionCheck(Store store, Instance instance, List<Connection> connections) {
    this.store = store;
    this.instance = instance;
    this.connections = connections.iterator();
  }

  void run() {
    if (connections.hasNext()) {
      check(connections.next());
    }
  }

  private void check(Connection connection) {
    if (connection.isClosing()) {
      goOn();
      return;
    }
    Reply<Optional<Session>> found = new Reply<>(instance.context());
    instance.deadlines().add(found, System.nanoTime());
    found.follow(store.findSession(connection.session().id()));
    found
        .future()
        .onSuccess(
            session -> {
              if (session.isEmpty()) {
                connection.close(CloseCode.REVOKED);
              }
              goOn();
            })
        .onFailure(failure -> instance.after(WAIT_MS, () -> check(connection)));
  }

  /** In another turn, so that others have theirs. */
  private void goOn() {
    instance.context().runOnContext(next -> run());
  }
}
