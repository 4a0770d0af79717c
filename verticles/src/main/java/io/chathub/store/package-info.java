/**
 * The port to what lasts: chats with their logs, cursors, sessions. {@link io.chathub.store.Store}
 * is the contract; each implementation is a package below, proved by the same contract test suite.
 * Depends on the model alone.
 */
package io.chathub.store;
