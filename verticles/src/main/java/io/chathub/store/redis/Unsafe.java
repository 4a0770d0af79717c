package io.chathub.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a server may lose messages, or has: the label of a metric. */
enum Unsafe {
  /** It deletes data when its memory is full. */
  EVICTION,
  /** It keeps no append-only file. */
  NO_LOG,
  /** It syncs that file later than it answers. */
  SYNC,
  /** It could not write what it keeps the last time. */
  WRITE_ERROR,
  /** It does not let us know. */
  UNKNOWN,
  /** It has lost what it had, or the newest of it, since the node began. */
  EMPTIED;

  /** Something that is so at one server; the words say what to do. */
  record Finding(Unsafe reason, String words) {}

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<Finding> of(DurabilityReport report) {
    List<Finding> findings = new ArrayList<>();
    String where = " (" + report.server() + ")";
    report
        .evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                findings.add(
                    new Finding(
                        EVICTION,
                        "maxmemory-policy is "
                            + policy
                            + ": Redis deletes chats when its memory is full; set noeviction"
                            + where)));
    if (report.appendOnly().isEmpty() || report.evictionPolicy().isEmpty()) {
      findings.add(new Finding(UNKNOWN, "Redis does not let us know how it keeps data" + where));
    } else if (!report.appendOnly().get()) {
      findings.add(
          new Finding(
              NO_LOG,
              "Redis keeps no append-only file: its restart loses messages; set appendonly yes"
                  + where));
    } else if (!report.appendFsync().orElse("always").equals("always")) {
      findings.add(
          new Finding(
              SYNC,
              "Redis syncs later than it answers (appendfsync "
                  + report.appendFsync().get()
                  + ")"
                  + where));
    }
    if (!report.isWritten()) {
      findings.add(
          new Finding(
              WRITE_ERROR,
              "Redis could not write its "
                  + (report.appendOnly().orElse(false) ? "append-only file" : "snapshot")
                  + " the last time: look at its log and its disk"
                  + where));
    }
    return findings;
  }
}
