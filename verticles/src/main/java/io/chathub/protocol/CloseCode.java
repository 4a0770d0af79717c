package io.chathub.protocol;

/** Why the server closes a socket. The number tells the client what to do next. */
public enum CloseCode {
  NORMAL(1000, "closed"),
  BINARY_FRAME(1003, "text frames only"),
  POLICY(1008, "policy"),
  FRAME_TOO_BIG(1009, "frame too big"),
  /** This node goes away, or an operator sent the client elsewhere: come back after a while. */
  RESTART(1012, "restart"),
  /** Overloaded, the store is out of reach, or the client reads too slowly: come back later. */
  TRY_LATER(1013, "try again later"),
  /** Without a token that is known and valid: get one first. */
  UNAUTHENTICATED(4401, "unauthenticated"),
  /** Nothing was heard for two heartbeats: come back. */
  SILENT(4408, "silent"),
  /** The user connected once too often elsewhere: stay away. */
  REPLACED(4409, "replaced"),
  /** The session was ended by a service: get a token first. */
  REVOKED(4410, "revoked");

  private final short number;
  private final String reason;

  CloseCode(int number, String reason) {
    this.number = (short) number;
    this.reason = reason;
  }

  public short number() {
    return number;
  }

  public String reason() {
    return reason;
  }

  /** Whether a {@code bye} goes before the close. */
  public boolean saysBye() {
    return this == RESTART || this == TRY_LATER || this == REPLACED || this == REVOKED;
  }
}
