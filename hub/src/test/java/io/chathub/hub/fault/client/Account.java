package io.chathub.hub.fault.client;

import java.util.List;

/** Who a client is, and the chats that it is a member of. */
public record Account(String user, String token, List<String> chats) {}
