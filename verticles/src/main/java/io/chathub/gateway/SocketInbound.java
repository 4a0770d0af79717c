package io.chathub.gateway;

import io.chathub.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Takes data frames, pings and pongs of one socket; lets close frames through to Vert.x. Fragments
 * are put together up to a bound. Not thread safe: owned by the channel's event loop.
 */
final class SocketInbound extends ChannelInboundHandlerAdapter {

  private static final int FRAGMENTS_BYTES = 256;

  private final NettySocket socket;
  private final int messageBytesMax;
  private final Socket.Listener listener;
  private final FrameBytes bytes;
  private ByteBuf fragments; // null between messages

  SocketInbound(
      NettySocket socket, int messageBytesMax, Socket.Listener listener, FrameBytes bytes) {
    this.socket = socket;
    this.messageBytesMax = messageBytesMax;
    this.listener = listener;
    this.bytes = bytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof WebSocketFrame frame) || frame instanceof CloseWebSocketFrame) {
      if (message instanceof CloseWebSocketFrame) {
        socket.peerCloses();
        listener.onClosing();
      }
      ctx.fireChannelRead(message);
      return;
    }
    try {
      bytes.framed(frame.content().readableBytes());
      listener.onHeard();
      if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
        onText(ctx, frame);
      } else if (frame instanceof BinaryWebSocketFrame) {
        listener.onForbidden(CloseCode.BINARY_FRAME);
      } else if (frame instanceof PingWebSocketFrame) {
        onPing(frame.content());
      }
    } finally {
      frame.release();
    }
  }

  private void onText(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    int before = fragments == null ? 0 : fragments.readableBytes();
    if (before + content.readableBytes() > messageBytesMax) {
      releaseFragments();
      listener.onForbidden(CloseCode.FRAME_TOO_BIG);
    } else if (frame.isFinalFragment() && fragments == null) {
      listener.onText(ByteBufUtil.getBytes(content));
    } else {
      if (fragments == null) {
        fragments = ctx.alloc().buffer(FRAGMENTS_BYTES, messageBytesMax);
      }
      // Copied: a part of a few bytes would keep all that came with it.
      fragments.writeBytes(content);
      if (frame.isFinalFragment()) {
        byte[] whole = ByteBufUtil.getBytes(fragments);
        releaseFragments();
        listener.onText(whole);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    bytes.rest(fragments == null ? 0 : fragments.capacity());
    ctx.fireChannelReadComplete();
  }

  /** A pong to who reads nothing would pile up: then there is none. */
  private void onPing(ByteBuf payload) {
    if (socket.isWritable()) {
      socket.pong(payload);
    }
  }

  private void releaseFragments() {
    if (fragments != null) {
      fragments.release();
      fragments = null;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      listener.onWritable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      // Vert.x would close with 1000, which tells the client that all is well.
      boolean isTooBig =
          corrupted.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
      listener.onForbidden(isTooBig ? CloseCode.FRAME_TOO_BIG : CloseCode.POLICY);
      return;
    }
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseFragments();
  }
}
