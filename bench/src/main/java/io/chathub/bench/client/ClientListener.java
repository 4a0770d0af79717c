package io.chathub.bench.client;

/** What a scenario does with what a {@link Client} receives. Called on the client's loop. */
public interface ClientListener {

  /** An event arrived, {@code ready} excepted; it is valid only until this returns. */
  void received(Client client, EventScan event);

  /** The connection is gone after it had been ready. */
  default void closed(Client client) {}
}
