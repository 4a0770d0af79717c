/**
 * What may be said on the wire: sealed {@link io.chathub.protocol.Action actions} from clients,
 * sealed {@link io.chathub.protocol.Event events} to them, and the codecs that alone know field
 * names. Pure: no I/O, no state; depends on the model alone.
 */
package io.chathub.protocol;
