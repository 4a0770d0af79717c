/**
 * The generator's side of a socket, on raw Netty and cheap, so that the generator's core is never
 * what limits a run. One {@link io.chathub.bench.client.ClientLoop} is one thread, and all that its
 * sockets touch is owned by that thread.
 */
package io.chathub.bench.client;
