package io.chathub.hub.fault.client;

/**
 * Where a client may connect.
 *
 * @param node names one run of a node: after a restart it is another one
 */
public record Endpoint(String node, String host, int port) {}
