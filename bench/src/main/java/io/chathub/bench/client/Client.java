package io.chathub.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One WebSocket connection of a user: upgrades, waits for {@code ready}, answers pings and hands
 * events on. Not thread safe: owned by its {@link ClientLoop}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails shows as a closed connection
public final class Client extends ByteToMessageDecoder {

  private static final byte[] ZERO_MASK = {0, 0, 0, 0};
  private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};

  private final String token;
  private final String authority;
  private final EventScan scan;
  private final ClientListener listener;
  private final CompletableFuture<Client> ready = new CompletableFuture<>();

  private Channel channel; // null until the TCP connection stands
  private boolean upgraded;

  Client(String token, String authority, EventScan scan, ClientListener listener) {
    this.token = token;
    this.authority = authority;
    this.scan = scan;
    this.listener = listener;
  }

  /** Completes with {@code ready}; fails where the hub said no or the connection went before. */
  CompletableFuture<Client> ready() {
    return ready;
  }

  /** Sends the message with this number; dropped where the connection is gone. */
  public void push(PushFrame frame, long number) {
    if (channel.isActive()) {
      channel.writeAndFlush(frame.numbered(channel.alloc(), number), channel.voidPromise());
    }
  }

  /** Says that it wants to go, and goes. */
  public void close() {
    byte[] frame = Frames.clientHeader(Frames.CLOSE, 2, ZERO_MASK);
    ByteBuf bye = Unpooled.buffer(frame.length + 2).writeBytes(frame).writeShort(1000);
    channel.writeAndFlush(bye).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    String request =
        "GET /ws?sec-websocket-protocol="
            + token
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nfrom: bench\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws IOException {
    if (!upgraded && !readUpgrade(in)) {
      return;
    }
    while (channel.isActive() && readFrame(in)) {}
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    if (!ready.completeExceptionally(new IOException("closed before it was ready"))) {
      listener.closed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ready.completeExceptionally(cause);
    context.close();
  }

  private boolean readUpgrade(ByteBuf in) throws IOException {
    int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEADERS), in);
    if (end < 0) {
      return false;
    }
    String head = in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.US_ASCII);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("upgrade refused: " + head.lines().findFirst().orElse(""));
    }
    in.readerIndex(end + END_OF_HEADERS.length);
    upgraded = true;
    return true;
  }

  private boolean readFrame(ByteBuf in) throws IOException {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    if (readable < 2) {
      return false;
    }
    int code = in.getUnsignedByte(start + 1);
    int headBytes = code < 126 ? 2 : code == 126 ? 4 : 10;
    if (readable < headBytes) {
      return false;
    }
    long length =
        code < 126 ? code : code == 126 ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
    if (length < 0 || length > EventScan.BYTES_MAX) {
      throw new IOException("a frame of " + length + " bytes");
    }
    if (readable < headBytes + length) {
      return false;
    }
    handle(in, in.getUnsignedByte(start), start + headBytes, (int) length);
    in.readerIndex(start + headBytes + (int) length);
    return true;
  }

  private void handle(ByteBuf in, int first, int at, int length) throws IOException {
    switch (first) {
      case Frames.FINAL | Frames.TEXT -> {
        scan.load(in, at, length);
        event();
      }
      case Frames.FINAL | Frames.PING -> {
        byte[] head = Frames.clientHeader(Frames.PONG, length, ZERO_MASK);
        ByteBuf pong = Unpooled.buffer(head.length + length).writeBytes(head);
        channel.writeAndFlush(pong.writeBytes(in, at, length), channel.voidPromise());
      }
      case Frames.FINAL | Frames.CLOSE -> close();
      case Frames.FINAL | Frames.PONG -> {}
      default -> throw new IOException("unexpected frame, first byte " + first);
    }
  }

  private void event() {
    if (ready.isDone()) {
      listener.received(this, scan);
      return;
    }
    switch (scan.type()) {
      case READY -> ready.complete(this);
      case FAIL -> ready.completeExceptionally(new IOException("not signed in: " + scan.text()));
      default -> {} // presence of others may come first from a server that keeps no order here
    }
  }
}
