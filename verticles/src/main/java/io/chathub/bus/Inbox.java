package io.chathub.bus;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes what other nodes send, once: a batch that came already is only acknowledged again, also
 * from a node that was thought to be gone. Thread safe.
 */
final class Inbox {

  /**
   * More than a cluster has event loops; beyond, a repeat of the least used link may be doubled.
   */
  private static final int LINKS_MAX = 4_096;

  private static final Future<Buffer> TAKEN = Future.succeededFuture(Buffer.buffer());

  private final LocalSockets sockets;
  private final Map<Link, Long> lastNumbers = new LinkedHashMap<>(16, 0.75f, true);

  private record Link(NodeId sender, int link) {}

  Inbox(LocalSockets sockets) {
    this.sockets = sockets;
  }

  Future<Buffer> take(WireReader content) {
    Batch batch = BatchCodec.readBatch(content);
    if (isNew(batch)) {
      batch.items().forEach(this::take);
    }
    return TAKEN;
  }

  private synchronized boolean isNew(Batch batch) {
    Link link = new Link(batch.sender(), batch.link());
    Long last = lastNumbers.get(link);
    if (last != null && batch.number() <= last) {
      return false;
    }
    lastNumbers.put(link, batch.number());
    if (lastNumbers.size() > LINKS_MAX) {
      lastNumbers.remove(lastNumbers.keySet().iterator().next());
    }
    return true;
  }

  private void take(LinkItem item) {
    if (item instanceof LinkItem.Deliver deliver) {
      Parcel parcel = deliver.parcel();
      var unused = sockets.deliver(parcel.users(), parcel.frame(), parcel.except());
    } else if (item instanceof LinkItem.Close close) {
      sockets.close(close.order());
    } else if (item instanceof LinkItem.CloseEverybody close) {
      sockets.closeEverybody(close.code());
    }
  }
}
