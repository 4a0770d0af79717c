package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.client.PresenceEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What users were told of one another's presence since a moment. */
final class PresenceWatch {

  private final long since = System.nanoTime();
  private final Instant begin = Instant.now();

  /** Nanoseconds of the JVM's clock. */
  long since() {
    return since;
  }

  /** The same moment by the wall. */
  Instant begin() {
    return begin;
  }

  List<PresenceEvent> heardBy(ChatUser user) {
    return user.diary().presence().stream().filter(event -> event.at() >= since).toList();
  }

  /**
   * Waits until each of these has heard that each of those is offline; gives how long it took, in
   * nanoseconds, until the last had heard of the last.
   */
  long awaitOffline(Collection<ChatUser> listening, Collection<ChatUser> gone) {
    await()
        .atMost(FaultScene.PATIENCE)
        .untilAsserted(
            () -> {
              for (ChatUser user : listening) {
                assertThat(offline(user)).as("%s heard", user.name()).containsAll(names(gone));
              }
            });
    Set<String> names = names(gone);
    return listening.stream()
            .flatMap(user -> heardBy(user).stream())
            .filter(event -> !event.isOnline() && names.contains(event.user()))
            .mapToLong(PresenceEvent::at)
            .max()
            .orElse(since)
        - since;
  }

  private Set<String> offline(ChatUser user) {
    return heardBy(user).stream()
        .filter(event -> !event.isOnline())
        .map(PresenceEvent::user)
        .collect(Collectors.toSet());
  }

  /** Nobody heard of these, neither that they went nor that they came. */
  void verifySilence(Collection<ChatUser> listening, Collection<ChatUser> about) {
    Set<String> names = names(about);
    for (ChatUser user : listening) {
      assertThat(heardBy(user).stream().filter(event -> names.contains(event.user())).toList())
          .as("heard by %s", user.name())
          .isEmpty();
    }
  }

  /** Nobody heard of one of these twice that it is offline. */
  void verifyToldOnce(Collection<ChatUser> listening, Collection<ChatUser> gone) {
    Set<String> names = names(gone);
    for (ChatUser user : listening) {
      assertThat(
              heardBy(user).stream()
                  .filter(event -> !event.isOnline() && names.contains(event.user()))
                  .map(PresenceEvent::user))
          .as("heard by %s", user.name())
          .doesNotHaveDuplicates();
    }
  }

  private static Set<String> names(Collection<ChatUser> users) {
    return users.stream().map(ChatUser::name).collect(Collectors.toSet());
  }
}
