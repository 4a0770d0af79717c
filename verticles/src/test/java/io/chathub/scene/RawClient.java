package io.chathub.scene;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that does by hand what a library would not let it do: it reads only when it is told to,
 * answers no pings, and sends what it likes.
 */
public final class RawClient implements AutoCloseable {

  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final int PATIENCE_MS = 15_000;
  private static final byte[] MASK = {11, 22, 33, 44};

  /** A frame from the server. */
  public record Frame(int opcode, int bits, Buffer payload) {

    public JsonObject json() {
      return payload.toJsonObject();
    }

    public int closeCode() {
      return payload.getUnsignedShort(0);
    }
  }

  private final Socket socket = new Socket();
  private final DataInputStream in;

  private RawClient(TestNode node, int receiveBufferBytes) {
    try {
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TCP connection and nothing more. */
  public static RawClient connect(TestNode node) {
    return new RawClient(node, 0);
  }

  /** Upgraded, but nothing read yet beyond the handshake. */
  public static RawClient open(TestNode node, String token) {
    return open(node, token, 0);
  }

  /** As {@link #open}, with a small window, so that little is under way to who does not read. */
  public static RawClient open(TestNode node, String token, int receiveBufferBytes) {
    RawClient client = new RawClient(node, receiveBufferBytes);
    client.send(upgrade("/ws?sec-websocket-protocol=" + token).getBytes(StandardCharsets.US_ASCII));
    List<String> head = client.readHead();
    if (!head.get(0).contains("101")) {
      throw new AssertionError("not upgraded: " + head);
    }
    return client;
  }

  /** The head of the answer to a request. */
  public static List<String> answer(TestNode node, String request) {
    try (RawClient client = connect(node)) {
      client.send(request.getBytes(StandardCharsets.US_ASCII));
      return client.readHead();
    }
  }

  /** A well-formed upgrade with these further header lines. */
  public static String upgrade(String uri, String... headers) {
    StringBuilder request =
        new StringBuilder("GET " + uri + " HTTP/1.1\r\nHost: hub.example\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** The bytes of a masked frame. */
  public static byte[] frame(int opcode, boolean isFinal, byte[] payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header(opcode, isFinal, payload.length));
    for (int i = 0; i < payload.length; i++) {
      bytes.write(payload[i] ^ MASK[i % MASK.length]);
    }
    return bytes.toByteArray();
  }

  public static byte[] text(String text) {
    return frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The header of a masked frame whose payload may never come. */
  public static byte[] header(int opcode, boolean isFinal, long length) {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) ((isFinal ? 0x80 : 0) | opcode));
    if (length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length <= 0xFFFF) {
      header.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      header.put((byte) (0x80 | 127)).putLong(length);
    }
    header.put(MASK).flip();
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return bytes;
  }

  public void send(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    try {
      socket.getOutputStream().write(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the head of an HTTP answer. */
  @CanIgnoreReturnValue
  public List<String> readHead() {
    List<String> lines = new ArrayList<>();
    try {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          if (line.isEmpty()) {
            break;
          }
          lines.add(line.toString());
          line.setLength(0);
        } else if (c != '\r') {
          line.append((char) c);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** Passes over a body. */
  public void skip(int bytes) {
    try {
      in.skipNBytes(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame, whatever it is; null where the connection has ended. */
  @CanIgnoreReturnValue
  public Frame read() {
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      Buffer payload = Buffer.buffer(in.readNBytes(Math.toIntExact(length)));
      return new Frame(first & 0x0F, first & 0xF0, payload);
    } catch (EOFException | SocketException ended) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of text, pings skipped. */
  @CanIgnoreReturnValue
  public JsonObject readText() {
    Frame frame = read();
    while (frame != null && frame.opcode() == PING) {
      frame = read();
    }
    if (frame == null || frame.opcode() != TEXT) {
      throw new AssertionError("no text but " + frame);
    }
    return frame.json();
  }

  /** What comes up to the close frame, that included, or up to the connection's end. */
  public List<Frame> readToClose() {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame = read(); frame != null; frame = read()) {
      frames.add(frame);
      if (frame.opcode() == CLOSE) {
        break;
      }
    }
    return frames;
  }

  /** The code of the server's close frame; 1006 where there is none. */
  public int closeCode() {
    List<Frame> frames = readToClose();
    Frame last = frames.isEmpty() ? null : frames.get(frames.size() - 1);
    return last != null && last.opcode() == CLOSE ? last.closeCode() : 1006;
  }

  /** Ends the TCP connection with a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
