package io.chathub.bench.load;

import picocli.CommandLine.Option;

/** How many chats talk, in what size, for how long. */
final class ChatOptions {

  @Option(names = "--pairs", defaultValue = "500", description = "chats of two; ${DEFAULT-VALUE}")
  int pairs;

  @Option(names = "--bytes", defaultValue = "200", description = "of content; ${DEFAULT-VALUE}")
  int bytes;

  @Option(names = "--warmup", defaultValue = "10", description = "seconds; ${DEFAULT-VALUE}")
  int warmupSeconds;

  @Option(names = "--seconds", defaultValue = "20", description = "measured; ${DEFAULT-VALUE}")
  int seconds;

  @Option(
      names = "--settle",
      defaultValue = "10",
      description = "seconds at most for what is under way at the end; ${DEFAULT-VALUE}")
  int settleSeconds;

  void check() {
    Bounds.check("--pairs", pairs, 1, 10_000);
    Bounds.check("--bytes", bytes, 11, 8_000);
    Bounds.check("--warmup", warmupSeconds, 0, 600);
    Bounds.check("--seconds", seconds, 1, 3_600);
    Bounds.check("--settle", settleSeconds, 0, 60);
  }
}
