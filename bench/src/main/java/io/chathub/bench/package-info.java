/**
 * What the hub costs, as a ratio to a bare Vert.x server under the same load: {@code bare} is that
 * server, {@code client} the sockets of the load generator, {@code load} the scenarios, {@code
 * target} the two kinds of server a load can be put on, {@code process} what the operating system
 * tells of a process, {@code compare} the one command that runs it all. Depends on nothing of the
 * hub but its wire contract.
 */
package io.chathub.bench;
