package io.chathub.bench.load;

import java.util.Locale;

/** What a run measures or counts. The order is the order of columns. */
public enum Figure {
  CPU_S_PER_100K("server CPU s per 100k deliveries", 2, Kind.MEASURED),
  MESSAGES_PER_S("messages/s", 0, Kind.MEASURED),
  P50_MS("p50 ms", 2, Kind.MEASURED),
  P99_MS("p99 ms", 2, Kind.MEASURED),
  P999_MS("p99.9 ms", 2, Kind.MEASURED),
  MAX_MS("max ms", 1, Kind.MEASURED),
  KIB_PER_CONNECTION("resident KiB per connection", 2, Kind.MEASURED),
  CONNECTIONS("connections", 0, Kind.CONTEXT),
  RESIDENT_BEFORE_MIB("server RSS before MiB", 1, Kind.CONTEXT),
  RESIDENT_AFTER_MIB("server RSS after MiB", 1, Kind.CONTEXT),
  FULL_GC("full GC before reading RSS", 0, Kind.CONTEXT),
  DELIVERIES("deliveries", 0, Kind.CONTEXT),
  SECONDS("seconds", 1, Kind.CONTEXT),
  SERVER_BUSY("server busy %", 0, Kind.CONTEXT),
  GENERATOR_BUSY("generator busy %", 0, Kind.CONTEXT),
  OTHERS_BUSY("others busy % of a core", 0, Kind.CONTEXT),
  LOST("lost", 0, Kind.FAULT),
  DOUBLED("doubled", 0, Kind.FAULT),
  REORDERED("reordered", 0, Kind.FAULT),
  DAMAGED("damaged", 0, Kind.FAULT),
  REFUSED("refused", 0, Kind.FAULT),
  UNANSWERED("unanswered", 0, Kind.FAULT),
  DISCONNECTED("disconnected", 0, Kind.FAULT);

  /** What may be done with a figure. */
  private enum Kind {
    MEASURED, // compared between servers
    CONTEXT, // says how far to trust the others
    FAULT // must be 0
  }

  private final String title;
  private final int decimals;
  private final Kind kind;

  Figure(String title, int decimals, Kind kind) {
    this.title = title;
    this.decimals = decimals;
    this.kind = kind;
  }

  public String title() {
    return title;
  }

  /** Whether a ratio between servers means anything. */
  public boolean isMeasured() {
    return kind == Kind.MEASURED;
  }

  /** Whether a run with any of it has failed. */
  public boolean isFault() {
    return kind == Kind.FAULT;
  }

  public String format(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
