package io.chathub.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Each side sends once its last message was acknowledged and the peer's is here; a refused message
 * is sent again. So a peer is at most one message ahead. Not thread safe: owned by the loop.
 */
final class ClosedLoop implements Pace {

  private static final int AGAIN_MS = 100;

  private final EventLoop loop;
  private boolean isStopping;

  ClosedLoop(EventLoop loop) {
    this.loop = loop;
  }

  void stop() {
    isStopping = true;
  }

  @Override
  public long startOf(Side sender, int number) {
    return sender.sentAt(number);
  }

  @Override
  public void progressed(Side side) {
    if (side.isRoundDone() && !isStopping) {
      side.sendNext();
    }
  }

  @Override
  public void refused(Side side, int number) {
    var unused = loop.schedule(() -> side.send(number), AGAIN_MS, TimeUnit.MILLISECONDS);
  }
}
