package io.chathub.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes a record on this node as it is. It never leaves the node. Thread safe. */
final class ReferenceCodec implements MessageCodec<Object, Object> {

  static final String NAME = "chathub.reference";

  @Override
  public void encodeToWire(Buffer buffer, Object body) {
    throw new IllegalStateException("sent by reference: it cannot leave the node");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("sent by reference: it cannot come from another node");
  }

  @Override
  public Object transform(Object body) {
    return body;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
