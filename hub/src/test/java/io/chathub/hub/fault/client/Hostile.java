package io.chathub.hub.fault.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that send what they like and read nothing. Their sockets stay until they are closed. Used
 * by one thread; the writing is done by another, since it may block.
 */
public final class Hostile implements AutoCloseable {

  public static final int TEXT = 1;
  public static final int CONTINUATION = 0;
  public static final int PING = 9;

  private static final int WINDOW_BYTES = 4 * 1024;
  private static final int PATIENCE_MS = 10_000;

  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private final ExecutorService writing = Executors.newCachedThreadPool();

  public Hostile(int port) {
    this.port = port;
  }

  /** So many sockets that each send this. */
  @CanIgnoreReturnValue
  public List<Socket> open(int count, byte[]... first) {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      sockets.add(socket);
      try {
        socket.setReceiveBufferSize(WINDOW_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        opened.add(socket);
      } catch (IOException refused) {
        // The hub takes no more of them: so be it.
        continue;
      }
      send(List.of(socket), first);
    }
    return opened;
  }

  /** Each sends this, as far as the hub takes it. */
  public void send(List<Socket> some, byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    for (Socket socket : some) {
      writing.execute(
          () -> {
            try {
              socket.getOutputStream().write(bytes.toByteArray());
            } catch (IOException closed) {
              // By the hub, as it should be, or at the end.
            }
          });
    }
  }

  public static byte[] upgrade(String token) {
    return ascii(
        "GET /ws?sec-websocket-protocol="
            + token
            + " HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }

  public static byte[] get(String path, String token) {
    return ascii(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n");
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A frame of less than 64 KiB, masked with zeros. */
  public static byte[] frame(int opcode, boolean isFinal, String payload) {
    byte[] text = ascii(payload);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((isFinal ? 0x80 : 0) | opcode);
    if (text.length < 126) {
      frame.write(0x80 | text.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(text.length >> 8);
      frame.write(text.length);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(text);
    return frame.toByteArray();
  }

  public static byte[] text(String text) {
    return frame(TEXT, true, text);
  }

  public static byte[] times(int count, byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      for (byte[] part : parts) {
        bytes.writeBytes(part);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    writing.shutdownNow();
    try {
      if (!writing.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("a write does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
