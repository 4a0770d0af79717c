package io.chathub.bench.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A server under load. Blocking: called before a load begins. */
public interface Target {

  /** Where clients connect. */
  InetSocketAddress address();

  /** Makes chats of two members each, both with a session. Names differ from run to run. */
  List<ChatSeats> chats(int count) throws IOException, InterruptedException;

  /**
   * Makes sessions for users of the role.
   *
   * @return their tokens
   */
  List<String> users(int count, String role) throws IOException, InterruptedException;
}
