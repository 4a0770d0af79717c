package io.chathub.hub.fault.client;

import io.vertx.core.json.JsonObject;

/** A message as a client or the history has it. */
public record Received(
    String id, String usif, long seq, String cid, String from, String content, long createdAt) {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  public static Received of(JsonObject message) {
    return new Received(
        message.getString("id"),
        message.getString("usif"),
        message.getLong("seq"),
        message.getString("cid", ""),
        message.getString("from"),
        String.valueOf(message.getValue("content")),
        message.getLong("created_at"));
  }

  /** Tells two messages apart, in little room. */
  public long fingerprint() {
    long hash = FNV_OFFSET;
    for (String field : new String[] {id, usif, cid, from, content}) {
      for (int i = 0; i < field.length(); i++) {
        hash = (hash ^ field.charAt(i)) * FNV_PRIME;
      }
      hash = (hash ^ 0xffff) * FNV_PRIME;
    }
    return (hash ^ createdAt) * FNV_PRIME;
  }
}
