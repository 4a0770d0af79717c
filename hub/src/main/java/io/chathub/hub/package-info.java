/**
 * How a node is put together and run: the commands, and the one place where everything is made with
 * plain {@code new}. May depend on every other package; none depends on it.
 */
package io.chathub.hub;
