package io.chathub.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps frames that came in one packet with the upgrade until the socket is there to take them:
 * Vert.x would drop them without releasing their buffers. Of those that one read of the channel
 * gives it keeps as many as a connection takes, and one more, which closes it. Not thread safe:
 * owned by the channel's event loop.
 */
final class EarlyFrames extends ChannelInboundHandlerAdapter {

  private static final String VERTX_HANDLER = "handler";

  private final List<Object> frames = new ArrayList<>(0);
  private ChannelHandlerContext context;

  private EarlyFrames() {}

  /** Keeps what comes from now on. Called before the request is accepted. */
  static EarlyFrames of(HttpServerRequest request) {
    EarlyFrames early = new EarlyFrames();
    ((VertxConnection) request.connection())
        .channelHandlerContext()
        .pipeline()
        .addBefore(VERTX_HANDLER, null, early);
    return early;
  }

  /** Passes on what came, and is gone. */
  void passOn() {
    List<Object> kept = List.copyOf(frames);
    frames.clear();
    kept.forEach(context::fireChannelRead);
    forget();
  }

  /** Nobody is going to take them. */
  void forget() {
    if (!context.isRemoved()) {
      context.pipeline().remove(this);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    frames.forEach(ReferenceCountUtil::release);
    frames.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof WebSocketFrame frame) {
      if (frames.size() <= HeldFrames.MAX) {
        frames.add(frame);
      } else {
        frame.release();
      }
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
