/** A service to start from: books an appointment, and says whom to send push notifications. */
package io.chathub.samples.booking;
