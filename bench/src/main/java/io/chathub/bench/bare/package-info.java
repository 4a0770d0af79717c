/**
 * The yardstick: what an idiomatic Vert.x WebSocket server pays to route a message in memory. Its
 * verticles share one {@link io.chathub.bench.bare.BareRooms}.
 */
package io.chathub.bench.bare;
