package io.chathub.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script, known to Redis by its SHA-1. All of them may run twice: what a repeat must not do
 * again, it recognises.
 *
 * @param isWrite whether it changes anything, and so is to be as durable as configured
 */
record Script(String name, String source, String sha1, boolean isWrite) {

  /** Reads {@code <name>.lua} beside this class. */
  static Script read(String name, boolean isWrite) {
    return of(name, text(name), isWrite);
  }

  /** The same of a script about a chat, which is told where something of it is damaged. */
  static Script ofChat(String name, boolean isWrite) {
    String body = "local function script()\n" + text(name) + "end\nreturn told(script)\n";
    return of(name, text("log") + body, isWrite);
  }

  private static Script of(String name, String source, boolean isWrite) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return new Script(name, source, HexFormat.of().formatHex(digest), isWrite);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no script " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
