package io.chathub.gateway;

import io.chathub.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket whose network takes as many frames as the test says. */
final class FakeSocket implements Socket {

  final List<String> written = new ArrayList<>();
  int room = Integer.MAX_VALUE;
  long pendingBytes;

  @Override
  public boolean isWritable() {
    return room > 0;
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public void write(byte[] utf8) {
    room--;
    written.add(new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public void ping() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void pause() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(CloseCode code) {
    throw new UnsupportedOperationException();
  }
}
