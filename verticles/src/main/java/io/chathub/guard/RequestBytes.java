package io.chathub.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Tells of bytes as they come, and takes no more of who has to go for them. Not thread safe: owned
 * by the channel's event loop.
 */
final class RequestBytes extends ChannelInboundHandlerAdapter {

  private final Guest guest;

  RequestBytes(Guest guest) {
    this.guest = guest;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      guest.received(bytes.readableBytes());
    }
    if (guest.isCondemned()) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
