package io.chathub.samples.booking;

import io.chathub.model.Chat;
import io.chathub.model.MessageId;
import io.chathub.protocol.ServiceAnswer.SessionToken;

/**
 * What came of a booking.
 *
 * @param doctor what the doctor's page signs in with
 * @param patient what the patient's page signs in with
 * @param message what the chat was told
 */
record Booked(Chat chat, SessionToken doctor, SessionToken patient, MessageId message) {}
