package io.chathub.cluster;

import com.hazelcast.map.IMap;
import io.chathub.bus.NodeId;
import io.chathub.model.UserId;
import io.chathub.presence.Presence;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up where users are, for each event loop in batches of its own. Thread safe. Bounded by the
 * number of event loops.
 */
final class LocateBatches {

  private final IMap<String, Presence> map;
  private final Owners owners;
  private final Map<EventLoop, LoopLocates> loops = new ConcurrentHashMap<>();

  LocateBatches(IMap<String, Presence> map, Owners owners) {
    this.map = map;
    this.owners = owners;
  }

  /** Completes on the context; answers to one event loop come in the order in which it asked. */
  Future<Map<UserId, Set<NodeId>>> locate(ContextInternal context, Collection<UserId> users) {
    if (users.isEmpty()) {
      return context.succeededFuture(Map.of());
    }
    Promise<Map<UserId, Set<NodeId>>> answer = context.promise();
    EventLoop loop = context.nettyEventLoop();
    LoopLocates locates = loops.computeIfAbsent(loop, l -> new LoopLocates(l, map, owners));
    LocateBatch.Ask ask = new LocateBatch.Ask(users, answer);
    if (loop.inEventLoop()) {
      locates.add(ask);
    } else {
      loop.execute(() -> locates.add(ask));
    }
    return answer.future();
  }
}
