/**
 * Sockets and the clients' HTTP: upgrade, sign-in, limits, heartbeat, bounded outbound queues,
 * drain. Each instance of the verticle owns the sockets of its event loop; nobody else touches
 * them. Meets the other verticles on the bus.
 */
package io.chathub.gateway;
