package io.chathub.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a session token, in hex. The token itself is known only to its bearer: it is never
 * stored, logged or sent on.
 */
public record SessionId(String hex) {

  private static final int HEX_LENGTH = 64;

  public SessionId {
    if (hex.length() != HEX_LENGTH) {
      throw new IllegalArgumentException("not a SHA-256 in hex");
    }
  }

  public static SessionId ofToken(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(token.getBytes(StandardCharsets.UTF_8));
      return new SessionId(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
