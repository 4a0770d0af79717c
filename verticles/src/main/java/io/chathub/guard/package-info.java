/**
 * What keeps a node alive whatever its clients do: each accepted socket is counted, and each byte
 * that waits in the node for somebody else.
 */
package io.chathub.guard;
