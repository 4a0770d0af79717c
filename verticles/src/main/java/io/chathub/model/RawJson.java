package io.chathub.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One well-formed JSON value as the UTF-8 bytes it came as. Whoever makes one has checked it, and
 * gives the array away: nobody changes it afterwards.
 */
public final class RawJson {

  public static final RawJson NULL = of("null");

  private final byte[] utf8;

  public RawJson(byte[] utf8) {
    this.utf8 = utf8;
  }

  public static RawJson of(String json) {
    return new RawJson(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy: not to be changed. */
  public byte[] utf8() {
    return utf8;
  }

  public int length() {
    return utf8.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawJson json && Arrays.equals(utf8, json.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  /** The JSON text; for tests and debuggers, never for a log. */
  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
