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
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no script " + name);
      }
      byte[] source = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
      return new Script(
          name,
          new String(source, StandardCharsets.UTF_8),
          HexFormat.of().formatHex(digest),
          isWrite);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
