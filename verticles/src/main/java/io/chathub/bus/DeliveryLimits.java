package io.chathub.bus;

/**
 * The bounds of delivery between nodes. Bytes are those of what waits; where there are several
 * event loops, each has as much.
 *
 * @param batchBytes in one message to a node; one item may be larger
 * @param linkBytes waiting for one node; what comes on top is given up
 * @param locatingBytes waiting for their users to be found; what comes on top is given up
 * @param pauseMs between two tries of a batch that a node did not take
 * @param giveUpMs how long a batch is tried; more than the cluster needs to notice a dead node
 * @param closeMs how long it is waited for all nodes to take a close order
 * @param owedUsers of one node that missed something; more count as everybody
 * @param absentBytes kept for nodes that left and may come back
 * @param absentMs how long it is kept; longer, only who missed something is
 * @param returnMs how long after a node left it may come back without everybody there having to
 *     reconnect
 * @param settleMs how long after a node came back its users may still be found nowhere
 */
record DeliveryLimits(
    int batchBytes,
    long linkBytes,
    long locatingBytes,
    int pauseMs,
    int giveUpMs,
    int closeMs,
    int owedUsers,
    long absentBytes,
    int absentMs,
    int returnMs,
    int settleMs) {

  static DeliveryLimits forLoops(int loops) {
    return new DeliveryLimits(
        64 << 10,
        (8L << 20) / loops,
        (16L << 20) / loops,
        250,
        20_000,
        5_000,
        10_000,
        4L << 20,
        60_000,
        600_000,
        30_000);
  }
}
