package io.chathub.bench.target;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** The bare server: names are all it needs. */
record BareTarget(InetSocketAddress address, String run) implements Target {

  @Override
  public List<ChatSeats> chats(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> run + "c" + i)
        .map(usif -> new ChatSeats(usif, usif + "-a", usif + "-b"))
        .toList();
  }

  @Override
  public List<String> users(int count, String role) {
    return IntStream.range(0, count).mapToObj(i -> role + "-" + run + i).toList();
  }
}
