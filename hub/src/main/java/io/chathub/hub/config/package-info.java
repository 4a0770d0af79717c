/**
 * What the hub is set to: one table of keys, where values come from, and the typed sections that
 * they make. Immutable once loaded; nobody sees a key or a map after that.
 */
package io.chathub.hub.config;
