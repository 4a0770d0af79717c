/**
 * What internal services may ask on the bus: sessions, chats, system messages, presence, erasure.
 * The same operations are served by HTTP on the internal port, by way of the bus.
 */
package io.chathub.service;
