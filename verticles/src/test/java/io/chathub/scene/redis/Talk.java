package io.chathub.scene.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One blocking connection to a server, for what a test asks it itself: independent of the client
 * that is tested. Answers are {@code String}, {@code Long}, {@code List} or null.
 */
final class Talk implements AutoCloseable {

  private static final int PATIENCE_MS = 10_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  Talk(int port) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What the server answers; an error answer is an {@code IOException}. */
  Object say(List<String> command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("*" + command.size() + "\r\n"));
    for (String word : command) {
      byte[] bytes = bytes(word);
      out.writeBytes(bytes("$" + bytes.length + "\r\n"));
      out.writeBytes(bytes);
      out.writeBytes(bytes("\r\n"));
    }
    socket.getOutputStream().write(out.toByteArray());
    return answer();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Object answer() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new IOException(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> text(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("not understood: " + line);
    };
  }

  private String text(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length + 2);
    if (bytes.length < length + 2) {
      throw new EOFException();
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private List<Object> list(int count) throws IOException {
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(answer());
    }
    return answers;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    if (in.read() != '\n') {
      throw new IOException("a line that does not end");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
