package io.chathub.protocol;

/**
 * One event as the UTF-8 text that goes to clients: encoded once, shared by every socket it is
 * written to. Immutable: nobody changes the bytes.
 */
public final class Frame {

  private final EventType type;
  private final byte[] utf8;

  Frame(EventType type, byte[] utf8) {
    this.type = type;
    this.utf8 = utf8;
  }

  /** A frame that another node encoded. The bytes are given away: nobody changes them. */
  public static Frame ofOtherNode(EventType type, byte[] utf8) {
    return new Frame(type, utf8);
  }

  public EventType type() {
    return type;
  }

  /** The bytes themselves, not a copy: not to be changed. */
  public byte[] utf8() {
    return utf8;
  }

  public int length() {
    return utf8.length;
  }
}
