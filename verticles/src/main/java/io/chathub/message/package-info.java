/**
 * Push, read, recall, typing: what clients do in a chat, stored first and then handed on. The
 * shards of the verticle share the chats; all requests of a chat meet in one. Meets the others on
 * the bus.
 */
package io.chathub.message;
