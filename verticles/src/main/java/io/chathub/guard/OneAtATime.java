package io.chathub.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Lets one request of a connection through at a time: the next one when the answer to the one
 * before was taken by the network, not when it was made. Those behind it wait here, as many as one
 * read of the channel gives, and are counted. Not thread safe: owned by the channel's event loop.
 */
final class OneAtATime extends ChannelDuplexHandler {

  /** A request that was decoded, beside its bytes. */
  private static final int DECODED_BYTES = 1_024;

  private static final int UNREAD_MAX = 4;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Guest guest;
  private ArrayDeque<Object> behind; // null while there is none
  private boolean isBusy; // a request is let through, and its answer is not written
  private boolean isWhole; // that request came to its end
  private boolean isWritten; // its answer is
  private boolean isPaused;
  private boolean isUpgrade;

  OneAtATime(Guest guest) {
    this.guest = guest;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpObject) || isUpgrade) {
      ctx.fireChannelRead(message);
    } else if (behind != null || (isBusy && message instanceof HttpRequest)) {
      keep(ctx, message);
    } else {
      pass(ctx, message);
    }
  }

  private void keep(ChannelHandlerContext ctx, Object message) {
    if (behind == null) {
      behind = new ArrayDeque<>();
    }
    behind.add(message);
    guest.hold(DECODED_BYTES);
    if (behind.size() == UNREAD_MAX) {
      isPaused = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      isBusy = true;
      isWhole = false;
      isWritten = false;
      guest.headCame();
    }
    if (message instanceof LastHttpContent) {
      isWhole = true;
      guest.requestCame();
    }
    ctx.fireChannelRead(message);
    // An answer may be written before the request came to its end.
    if (isWhole && isWritten) {
      goOn(ctx);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    boolean isInterim = false;
    if (message instanceof HttpResponse head) {
      isUpgrade |= head.status().code() == SWITCHING_PROTOCOLS;
      isInterim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
    boolean isEnd = message instanceof LastHttpContent && !isInterim;
    super.write(ctx, message, isEnd ? end(ctx, promise.unvoid()) : promise);
  }

  private ChannelPromise end(ChannelHandlerContext ctx, ChannelPromise promise) {
    return promise.addListener(
        written -> {
          isWritten = true;
          if (isWhole) {
            goOn(ctx);
          }
        });
  }

  /** The answer is written. What is behind has another turn of the loop, as others have theirs. */
  private void goOn(ChannelHandlerContext ctx) {
    if (!isBusy) {
      return;
    }
    isBusy = false;
    isWritten = false;
    guest.answered(behind != null);
    if (behind != null) {
      ctx.executor().execute(() -> passNext(ctx));
    }
  }

  /** Passes on what is behind, up to the end of a request. */
  private void passNext(ChannelHandlerContext ctx) {
    while (behind != null && !(isBusy && isWhole)) {
      Object message = behind.poll();
      guest.hold(-DECODED_BYTES);
      if (behind.isEmpty()) {
        behind = null;
      }
      pass(ctx, message);
      if (isWhole && !isBusy) {
        break; // answered at once: the next one has its own turn
      }
    }
    ctx.fireChannelReadComplete();
    if (behind == null && isPaused) {
      isPaused = false;
      ctx.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (behind != null) {
      guest.hold(-(long) DECODED_BYTES * behind.size());
      behind.forEach(ReferenceCountUtil::release);
      behind = null;
    }
  }
}
