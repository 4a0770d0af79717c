package io.chathub.gateway;

import io.chathub.guard.Guest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what came of messages that are not whole yet: bytes that are in no frame yet, and frames
 * that wait for the rest of their message. Sits before the decoder of frames; what is behind it
 * tells what it got. Not thread safe: owned by the channel's event loop.
 */
final class FrameBytes extends ChannelInboundHandlerAdapter {

  private static final int HEADER_BYTES = 6; // with the mask
  private static final int TWO_BYTE_LENGTH = 126;

  private final Guest guest;
  private long unframed;
  private long counted;

  FrameBytes(Guest guest) {
    this.guest = guest;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      unframed += bytes.readableBytes();
    }
    ctx.fireChannelRead(message);
  }

  /** A frame was made of these bytes. */
  void framed(int payload) {
    int length = payload < TWO_BYTE_LENGTH ? 0 : payload <= 0xFFFF ? 2 : 8;
    // The first ones came before they were counted.
    unframed = Math.max(0, unframed - HEADER_BYTES - length - payload);
  }

  /** All that came at once was handled; so much waits for the rest of its message. */
  void rest(long fragments) {
    long waits = unframed + fragments;
    if (waits != counted) {
      guest.hold(waits - counted);
      counted = waits;
    }
  }
}
