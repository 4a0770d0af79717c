package io.chathub.bench.load;

/** When a {@link Side} sends, and from when on its latency counts. Called on the loop. */
interface Pace {

  /** The {@link System#nanoTime} from which the latency of the sender's message counts. */
  long startOf(Side sender, int number);

  /** The side got an answer to its message, or a message of its peer. */
  void progressed(Side side);

  /** The side's message was refused. */
  void refused(Side side, int number);
}
