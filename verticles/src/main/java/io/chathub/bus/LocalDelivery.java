package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** Delivery where this node is all there is. Thread safe. */
public final class LocalDelivery implements Delivery {

  private static final Future<List<UserId>> NOBODY_ABSENT = Future.succeededFuture(List.of());

  private final LocalSockets sockets;

  public LocalDelivery(LocalSockets sockets) {
    this.sockets = sockets;
  }

  @Override
  public Future<List<UserId>> toUsers(Collection<UserId> users, Frame frame, ConnectionId except) {
    List<UserId> absent = sockets.deliver(users, frame, except);
    return absent.isEmpty() ? NOBODY_ABSENT : Future.succeededFuture(absent);
  }

  @Override
  public Future<Integer> toAll(Broadcast broadcast) {
    int concerned =
        broadcast.role().map(sockets::users).orElseGet(sockets::users)
            - broadcast.except().filter(sockets::isHere).map(user -> 1).orElse(0);
    sockets.broadcast(broadcast);
    return Future.succeededFuture(concerned);
  }

  @Override
  public void announce(Broadcast broadcast) {
    sockets.broadcast(broadcast);
  }

  @Override
  public void announceHere(Broadcast broadcast) {
    sockets.broadcast(broadcast);
  }

  @Override
  public Future<Void> close(CloseOrder order) {
    sockets.close(order);
    return Future.succeededFuture();
  }
}
