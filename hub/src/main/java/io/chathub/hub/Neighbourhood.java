package io.chathub.hub;

import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeChannel;
import io.chathub.presence.PresenceDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Where a node stands: its Vert.x, and the other nodes if there are any. Thread safe. */
interface Neighbourhood {

  Vertx vertx();

  Membership membership();

  NodeChannel channel();

  PresenceDirectory directory();

  /** The way to users anywhere; asked once. */
  Delivery delivery(LocalSockets sockets);

  /** From success on, others reach this node: call it when everything that they ask is served. */
  Future<Void> open();

  /** Succeeds when this node bears its part of what the nodes hold together, or time is up. */
  Future<Void> settle();

  /** Why clients should rather go to another node. */
  Optional<String> doubt();

  /** Hands over what others still wait for, and leaves them. The node has stopped all else. */
  Future<Void> leave();

  /** For the line that says that the node is ready; empty where there is nothing to say. */
  String describe();
}
