/**
 * The typed edge of the event bus, where the verticles meet: addresses with their records, replies,
 * topics, and the way of a frame to the sockets of a user. The only package that knows the event
 * bus.
 */
package io.chathub.bus;
