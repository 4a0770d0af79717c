package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.Frame;
import java.util.List;

/**
 * A frame on its way to the sockets of some users.
 *
 * @param except the connection that is not to get it; null for none
 */
public record Parcel(Frame frame, List<UserId> users, ConnectionId except) {}
