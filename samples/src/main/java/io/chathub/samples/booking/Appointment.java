package io.chathub.samples.booking;

import io.chathub.model.UserId;
import java.time.LocalDateTime;

/**
 * An order of ours.
 *
 * @param booking our own number of it
 */
record Appointment(String booking, UserId doctor, UserId patient, LocalDateTime at) {}
