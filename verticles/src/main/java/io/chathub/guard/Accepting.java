package io.chathub.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Sends accepted sockets by the turnstile of their port, and accepts no more of them than the event
 * loops take over: the kernel keeps the others, for nothing. Owned by the thread that accepts;
 * event loops say when they have taken over.
 */
final class Accepting extends ChannelInboundHandlerAdapter {

  private static final int WAITING_MAX = 128;
  private static final int WAITING_FEW = 32;

  private final IntFunction<Turnstile> turnstiles;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param turnstiles by port; null for none
   */
  Accepting(IntFunction<Turnstile> turnstiles) {
    this.turnstiles = turnstiles;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel accepted) {
      ChannelConfig server = ctx.channel().config();
      AtomicBoolean isWaiting = new AtomicBoolean(true);
      if (waiting.incrementAndGet() >= WAITING_MAX) {
        server.setAutoRead(false);
      }
      accepted
          .pipeline()
          .addLast(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  takenOver(isWaiting, server);
                  enter(channel);
                }
              });
      // Also where no loop takes it.
      accepted.closeFuture().addListener(closed -> takenOver(isWaiting, server));
    }
    ctx.fireChannelRead(message);
  }

  private void takenOver(AtomicBoolean isWaiting, ChannelConfig server) {
    if (isWaiting.getAndSet(false) && waiting.decrementAndGet() == WAITING_FEW) {
      server.setAutoRead(true);
    }
  }

  private void enter(Channel accepted) {
    if (accepted.localAddress() instanceof InetSocketAddress local) {
      Turnstile turnstile = turnstiles.apply(local.getPort());
      if (turnstile != null) {
        turnstile.enter(accepted);
      }
    }
  }
}
