package io.chathub.hub;

import io.chathub.bus.Delivery;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeChannel;
import io.chathub.bus.NodeId;
import io.chathub.presence.MemoryDirectory;
import io.chathub.presence.PresenceDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** A node that is all there is. */
final class Alone implements Neighbourhood {

  private final Vertx vertx;
  private final Membership membership;
  private final NodeChannel channel;
  private final MemoryDirectory directory = new MemoryDirectory();

  /**
   * @param vertx closed by whoever made it
   */
  Alone(Vertx vertx, NodeId self, MeterRegistry registry) {
    this.vertx = vertx;
    this.membership = Membership.alone(self);
    this.channel = new NodeChannel(vertx, self, registry);
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public Membership membership() {
    return membership;
  }

  @Override
  public NodeChannel channel() {
    return channel;
  }

  @Override
  public PresenceDirectory directory() {
    return directory;
  }

  @Override
  public Delivery delivery(LocalSockets sockets) {
    return new LocalDelivery(sockets);
  }

  @Override
  public Future<Void> open() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> settle() {
    return Future.succeededFuture();
  }

  @Override
  public Optional<String> doubt() {
    return Optional.empty();
  }

  @Override
  public Future<Void> leave() {
    return Future.succeededFuture();
  }

  @Override
  public String describe() {
    return "";
  }
}
