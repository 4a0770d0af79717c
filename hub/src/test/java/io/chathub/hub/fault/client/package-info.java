/** Chat clients as the protocol wants them, which remember what they were told. */
package io.chathub.hub.fault.client;
