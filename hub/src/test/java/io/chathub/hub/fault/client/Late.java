package io.chathub.hub.fault.client;

/**
 * A message that a connection to a node got after one that stands behind it and entered where it
 * did.
 */
public record Late(Received message, String node) {}
