/**
 * The values everybody shares: who, which chat, which message, what can go wrong. Immutable,
 * without I/O and without knowledge of the wire; depends on nothing.
 */
package io.chathub.model;
