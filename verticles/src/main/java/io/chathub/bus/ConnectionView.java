package io.chathub.bus;

/**
 * What an operator sees of a connection.
 *
 * @param since epoch milliseconds
 * @param client the kind of client it says it is
 * @param queuedBytes waiting to be written to it
 */
public record ConnectionView(ConnectionId id, long since, String client, long queuedBytes) {}
