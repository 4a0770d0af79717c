package io.chathub.bus;

/** What came from another node is not what this one understands. Expected, so without a stack. */
final class MalformedWireException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedWireException(String what) {
    super(what, null, false, false);
  }
}
