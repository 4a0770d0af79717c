package io.chathub.hub.fault;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.Late;
import java.util.Collection;
import java.util.List;

/**
 * What came to a connection after messages that stand behind it and entered at the same node. A
 * message that its sender had to push again is none: the node that did not learn what became of the
 * first try hands it on with the second, though the first may have been stored.
 */
final class OutOfOrder {

  private OutOfOrder() {}

  static List<String> of(Collection<ChatUser> users) {
    return users.stream()
        .flatMap(
            user ->
                user.diary().late().stream()
                    .filter(late -> !wasPushedAgain(late, users))
                    .map(late -> user.name() + ": out of order: " + late))
        .toList();
  }

  private static boolean wasPushedAgain(Late late, Collection<ChatUser> users) {
    return users.stream().anyMatch(user -> user.pushedAgain(late.message().cid()));
  }
}
