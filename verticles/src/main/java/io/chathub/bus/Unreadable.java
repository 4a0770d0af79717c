package io.chathub.bus;

import java.util.Optional;

/**
 * An event that was published, and could not be read here.
 *
 * @param topic where it was published
 * @param id of the message that it is about; empty where it is about none, or that is not known
 * @param cause for people; says nothing of the content
 */
public record Unreadable(String topic, Optional<String> id, String cause) {}
