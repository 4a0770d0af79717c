package io.chathub.hub.fault.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What the content of a test message says: where and when it entered the hub, and a checksum.
 *
 * @param node where it was pushed
 * @param attempt 1 for the first; more where it was sent again
 * @param sentAt of the JVM's nanosecond clock
 */
public record Stamp(String cid, String node, int attempt, long sentAt) {

  private static final String SEPARATOR = "|";
  private static final int FIELDS = 5;

  public String text() {
    String fields = String.join(SEPARATOR, cid, node, "" + attempt, "" + sentAt);
    return fields + SEPARATOR + checksum(fields);
  }

  /** Empty where the content is not as it was sent. */
  public static Optional<Stamp> of(String text) {
    String[] parts = text.split("\\|", -1);
    int end = text.lastIndexOf(SEPARATOR);
    if (parts.length != FIELDS || !checksum(text.substring(0, end)).equals(parts[FIELDS - 1])) {
      return Optional.empty();
    }
    return Optional.of(
        new Stamp(parts[0], parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3])));
  }

  private static String checksum(String fields) {
    CRC32 crc = new CRC32();
    crc.update(fields.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
