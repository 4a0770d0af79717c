package io.chathub.bench.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One event, searched for the few fields that a load needs instead of being parsed: the generator
 * chose every text in it, so no field name can hide in a value. A field that isn't found reads as
 * {@link #ABSENT}, and the scenario counts that as damage. Reused for each event. Not thread safe:
 * owned by its {@link ClientLoop}. Holds events of up to 1 MiB; a larger one fails its connection.
 */
public final class EventScan {

  public static final long ABSENT = -1;

  static final int BYTES_MAX = 1 << 20;

  private static final byte[] TYPE = field("msgType", "\"");
  private static final byte[] ERRCODE = field("errcode", "");
  private static final byte[] CID = field("cid", "\"");
  private static final byte[] SEQ = field("seq", "");
  private static final byte[] CONTENT = field("content", "\"");

  private final byte[] text = new byte[BYTES_MAX];
  private int length;

  void load(ByteBuf in, int from, int bytes) {
    in.getBytes(from, text, 0, bytes);
    length = bytes;
  }

  public EventType type() {
    int at = valueOf(TYPE);
    return at < 0 ? EventType.OTHER : EventType.at(text, at, length);
  }

  public long errcode() {
    return number(ERRCODE);
  }

  /** The number in the {@code cid}, where it is one. */
  public long cid() {
    return number(CID);
  }

  public long seq() {
    return number(SEQ);
  }

  /** Whether the content is whole: the number, then the filler that {@link PushFrame} put there. */
  public boolean isContentOf(long number, int contentBytes) {
    int at = valueOf(CONTENT);
    int end = at + contentBytes;
    return at >= 0
        && end < length
        && text[end] == '"'
        && text[end - 1] == PushFrame.FILLER
        && numberAt(at) == number;
  }

  /** For a message about an event that nobody expected. */
  public String text() {
    return new String(text, 0, Math.min(length, 400), StandardCharsets.UTF_8);
  }

  private long number(byte[] field) {
    int at = valueOf(field);
    return at < 0 ? ABSENT : numberAt(at);
  }

  private long numberAt(int from) {
    long number = 0;
    int at = from;
    while (at < length && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + (text[at++] - '0');
    }
    return at == from ? ABSENT : number;
  }

  private int valueOf(byte[] field) {
    int last = length - field.length;
    for (int at = 0; at <= last; at++) {
      if (text[at] == '"' && matches(field, at)) {
        return at + field.length;
      }
    }
    return -1;
  }

  private boolean matches(byte[] field, int at) {
    for (int i = 1; i < field.length; i++) {
      if (text[at + i] != field[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] field(String name, String quote) {
    return ("\"" + name + "\":" + quote).getBytes(StandardCharsets.US_ASCII);
  }
}
