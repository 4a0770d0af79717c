/**
 * What was missed: the answer to {@code reconnect}, history, the chat list. Reads the store and
 * meets the other verticles on the bus.
 */
package io.chathub.replay;
