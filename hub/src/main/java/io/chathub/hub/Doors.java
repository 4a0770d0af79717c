package io.chathub.hub;

import io.chathub.guard.GuardedTransport;
import io.chathub.guard.MemoryBudget;

/**
 * What guards the ports of a node: one budget for all, and the transport that lets sockets in by
 * their turnstiles.
 */
record Doors(MemoryBudget budget, GuardedTransport transport) {}
