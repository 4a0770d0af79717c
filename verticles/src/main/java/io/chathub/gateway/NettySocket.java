package io.chathub.gateway;

import io.chathub.guard.Guest;
import io.chathub.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket of Vert.x whose data frames go past it: written below Netty's encoder as bytes that
 * are ready, read above its decoder. Handshake and close stay with Vert.x. Not thread safe: owned
 * by the channel's event loop.
 *
 * <p>Why: encoding a frame for each socket, a promise and a flush for each write cost several times
 * what routing the message costs. See {@code docs/decisions}.
 */
final class NettySocket implements Socket, FrameWriter.Flushable {

  /** How long a client may take to agree to a close, before its connection is cut. */
  static final int CLOSE_TIMEOUT_S = 10;

  private static final String DECODER = "wsdecoder";
  private static final String ENCODER = "wsencoder";
  private static final String VERTX_HANDLER = "handler";
  private static final String IDLE = "idle";
  private static final ByteBuf PING =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {(byte) 0x89, 0}));
  private static final int FIN_AND_PONG = 0x8A;

  private final ServerWebSocket webSocket;
  private final Channel channel;
  private final ChannelHandlerContext belowEncoder;
  private final ChannelPromise noPromise;
  private final FrameWriter writer;
  private final Guest guest;
  private boolean isDirty;
  private boolean isClosing;

  private NettySocket(ServerWebSocket webSocket, FrameWriter writer, Guest guest) {
    this.webSocket = webSocket;
    this.writer = writer;
    this.guest = guest;
    this.channel = ((WebSocketInternal) webSocket).channelHandlerContext().channel();
    this.belowEncoder = channel.pipeline().context(ENCODER);
    this.noPromise = new VoidChannelPromise(channel, false);
    if (belowEncoder == null
        || channel.pipeline().context(DECODER) == null
        || channel.pipeline().context(VERTX_HANDLER) == null) {
      throw new IllegalStateException("this Vert.x builds its pipeline otherwise: " + channel);
    }
  }

  /** Takes over the data frames of a WebSocket just accepted. Called on its event loop. */
  static NettySocket over(
      ServerWebSocket webSocket,
      FrameWriter writer,
      int messageBytesMax,
      Listener listener,
      Guest guest) {
    NettySocket socket = new NettySocket(webSocket, writer, guest);
    ChannelPipeline pipeline = socket.channel.pipeline();
    FrameBytes bytes = new FrameBytes(guest);
    pipeline.addBefore(DECODER, "chathub-bytes", bytes);
    SocketInbound inbound = new SocketInbound(socket, messageBytesMax, listener, bytes);
    pipeline.addBefore(VERTX_HANDLER, "chathub", inbound);
    if (pipeline.get(IDLE) != null) {
      // The heartbeat takes over.
      var unused = pipeline.remove(IDLE);
    }
    webSocket.closeHandler(closed -> listener.onClosed());
    // A broken connection is a closed one; nobody needs its stack.
    webSocket.exceptionHandler(failure -> {});
    return socket;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  public void write(byte[] utf8) {
    if (!isClosing) {
      put(writer.encode(channel.alloc(), utf8));
    }
  }

  @Override
  public void ping() {
    if (!isClosing) {
      put(PING.duplicate());
    }
  }

  /** Answers a ping of the client. */
  void pong(ByteBuf payload) {
    if (!isClosing) {
      int length = payload.readableBytes();
      ByteBuf frame = channel.alloc().directBuffer(length + 2);
      put(frame.writeByte(FIN_AND_PONG).writeByte(length).writeBytes(payload));
    }
  }

  private void put(ByteBuf frame) {
    var unused = belowEncoder.write(frame, noPromise);
    if (!isDirty) {
      isDirty = true;
      writer.flushLater(this);
    }
  }

  @Override
  public void flush() {
    isDirty = false;
    belowEncoder.flush();
    if (pendingBytes() > 0) {
      guest.countPending();
    }
  }

  @Override
  public void pause() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void close(CloseCode code) {
    if (isClosing) {
      return;
    }
    isClosing = true;
    // Reading goes on, to see the client's answer.
    resume();
    webSocket.close(code.number(), code.reason());
    // Vert.x waits for the answer only once the close frame is written: not to who never reads.
    cutLater();
  }

  /** The client closes, and Vert.x answers: nothing may follow that. */
  void peerCloses() {
    if (!isClosing) {
      isClosing = true;
      cutLater();
    }
  }

  private void cutLater() {
    guest.leaveWithin(TimeUnit.SECONDS.toMillis(CLOSE_TIMEOUT_S));
  }
}
