/**
 * What a node counts. Labels are bounded sets: nothing that a client, a user or a chat can name is
 * one.
 */
package io.chathub.hub.metrics;
