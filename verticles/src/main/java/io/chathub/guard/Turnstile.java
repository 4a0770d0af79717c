package io.chathub.guard;

import io.chathub.guard.GuardMetrics.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets sockets into one port, and counts them: all of them, and those by which nobody has signed in
 * yet. Of the latter the oldest go first, of one address those beyond half of all that may be.
 * Where the node is full, one that only waits for another request makes room; else the next ones
 * get in just to be told so. Thread safe.
 */
public final class Turnstile {

  private static final String HEAD = "chathub-head";
  private static final String ONE_AT_A_TIME = "chathub-one-at-a-time";
  private static final String VERTX_HANDLER = "handler";

  /** Who are told that the node is full; the others are cut. */
  private static final int SURPLUS_MAX = 64;

  private final MemoryBudget budget;
  private final int connectionsMax;
  private final int unsignedMax;
  private final Function<String, String> addresses;
  private final Set<Guest> unsigned = new LinkedHashSet<>(); // oldest first; guarded by this
  private final Map<String, Set<Guest>> byAddress = new HashMap<>(); // those; guarded by this
  private final Set<Guest> idle = new LinkedHashSet<>(); // without a token; guarded by this
  private int open; // guarded by this
  private int surplus; // guarded by this

  /**
   * @param connectionsMax sockets at once
   * @param unsignedMax those of them by which nobody has signed in
   * @param addresses the name by which a peer's address is counted; null for one that many share
   */
  public Turnstile(
      MemoryBudget budget,
      int connectionsMax,
      int unsignedMax,
      Function<String, String> addresses) {
    this.budget = budget;
    this.connectionsMax = connectionsMax;
    this.unsignedMax = Math.min(unsignedMax, connectionsMax);
    this.addresses = addresses;
  }

  /** Lets in what was accepted. Called on its event loop, once or again. */
  public void enter(Channel channel) {
    if (Guest.of(channel) != null || !channel.isOpen()) {
      return;
    }
    String address =
        channel.remoteAddress() instanceof InetSocketAddress peer
            ? addresses.apply(peer.getAddress().getHostAddress())
            : null;
    boolean isSurplus = false;
    synchronized (this) {
      if (open >= connectionsMax && !makeRoom()) {
        if (surplus >= SURPLUS_MAX) {
          evicted(Reason.FULL);
          channel.unsafe().closeForcibly();
          return;
        }
        isSurplus = true;
        surplus++;
      } else {
        open++;
      }
    }
    Guest guest = new Guest(channel, budget.of(channel.eventLoop()), this, address, isSurplus);
    channel.pipeline().addFirst(HEAD, new RequestBytes(guest));
    if (!isSurplus) {
      asks(guest);
    }
  }

  /** Looks after the requests of a connection, as soon as there may be some. */
  public void enter(HttpConnection connection) {
    Channel channel = ((VertxConnection) connection).channel();
    enter(channel);
    Guest guest = Guest.of(channel);
    if (guest != null) {
      channel.pipeline().addBefore(VERTX_HANDLER, ONE_AT_A_TIME, new OneAtATime(guest));
    }
  }

  /** Whose request it is. */
  public static Guest guest(HttpServerRequest request) {
    return Guest.of(((VertxConnection) request.connection()).channel());
  }

  /** Sockets that are here. */
  public synchronized int open() {
    return open;
  }

  /** Those of them by which nobody has signed in, and that do not just wait. */
  public synchronized int unsigned() {
    return unsigned.size();
  }

  private boolean makeRoom() {
    Iterator<Guest> oldest = idle.iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Guest guest = oldest.next();
    oldest.remove();
    guest.expel(Reason.FULL);
    return true;
  }

  /** It wants something, and nobody has signed in by it. */
  synchronized void asks(Guest guest) {
    idle.remove(guest);
    if (guest.isSignedIn() || guest.isSurplus()) {
      return;
    }
    unsigned.add(guest);
    count(guest);
    if (unsigned.size() > unsignedMax) {
      expelFirst(unsigned);
    }
  }

  private void count(Guest guest) {
    if (guest.address() == null) {
      return;
    }
    Set<Guest> ofAddress = byAddress.computeIfAbsent(guest.address(), a -> new LinkedHashSet<>());
    ofAddress.add(guest);
    if (ofAddress.size() > Math.max(1, unsignedMax / 2)) {
      expelFirst(ofAddress);
    }
  }

  private void expelFirst(Set<Guest> some) {
    Guest oldest = some.iterator().next();
    forget(oldest);
    oldest.expel(Reason.UNSIGNED);
  }

  private void forget(Guest guest) {
    unsigned.remove(guest);
    uncount(guest);
  }

  private void uncount(Guest guest) {
    Set<Guest> ofAddress = byAddress.get(guest.address());
    if (ofAddress != null && ofAddress.remove(guest) && ofAddress.isEmpty()) {
      byAddress.remove(guest.address());
    }
  }

  synchronized void comesFrom(Guest guest, String client) {
    if (!client.equals(guest.address())) {
      uncount(guest);
      guest.address(client);
      if (unsigned.contains(guest)) {
        count(guest);
      }
    }
  }

  /** Its request is answered, and it may have another one. */
  synchronized void waits(Guest guest) {
    forget(guest);
    if (!guest.isSignedIn() && !guest.isSurplus()) {
      idle.add(guest);
    }
  }

  synchronized void signedIn(Guest guest) {
    forget(guest);
    idle.remove(guest);
  }

  synchronized void leave(Guest guest) {
    forget(guest);
    idle.remove(guest);
    if (guest.isSurplus()) {
      surplus--;
    } else {
      open--;
    }
  }

  /** What looked after requests is in the way of frames. */
  void leaveHttp(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(HEAD) != null) {
      var unused = pipeline.remove(HEAD);
    }
    if (pipeline.get(ONE_AT_A_TIME) != null) {
      var unused = pipeline.remove(ONE_AT_A_TIME);
    }
  }

  void evicted(Reason reason) {
    budget.metrics().evicted(reason);
  }
}
