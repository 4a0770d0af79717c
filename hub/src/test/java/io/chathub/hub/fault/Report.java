package io.chathub.hub.fault;

import io.chathub.hub.fault.Oracle.Verdict;
import io.chathub.hub.fault.client.ChatUser;
import io.chathub.hub.fault.machine.ClusterNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says what was measured, for whoever reads the output: no test asserts a time. */
final class Report {

  private final String test;

  Report(String test) {
    this.test = test;
  }

  void say(String format, Object... arguments) {
    System.out.println(test + ": " + String.format(Locale.ROOT, format, arguments));
  }

  void verdict(Verdict verdict, Collection<ChatUser> users) {
    say(
        "%d acknowledged, %d stored, %d lost, %d doubled, %d misplaced, %d altered, %d reordered",
        verdict.acknowledged(),
        verdict.stored(),
        verdict.lost(),
        verdict.doubled(),
        verdict.misplaced(),
        verdict.altered(),
        OutOfOrder.of(users).size());
    say(
        "%d came live (%d of them twice), %d by reconnect or history, %d sign-ins",
        users.stream().mapToLong(user -> user.diary().live()).sum(),
        users.stream().mapToLong(user -> user.diary().liveTwice()).sum(),
        users.stream().mapToLong(user -> user.diary().caughtUp()).sum(),
        users.stream().mapToLong(user -> user.diary().signIns()).sum());
  }

  /** How long after a moment these nodes knew that others are there, or gone. */
  void detection(List<ClusterNode> nodes, Instant since) {
    for (ClusterNode node : nodes) {
      node.membersChangedAfter(since)
          .ifPresent(
              at -> say("%s noticed after %d ms", node.name(), since.until(at, ChronoUnit.MILLIS)));
    }
  }

  /** The longest that one of these waited from one acknowledgement to the next. */
  void longestGap(String who, Collection<ChatUser> users) {
    say(
        "longest gap between acknowledgements of %s: %d ms",
        who, millis(users.stream().mapToLong(user -> user.diary().longestGap()).max().orElse(0)));
  }

  static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
