package io.chathub.gateway;

/**
 * What one client did that it should not have done, and when that was enough. Not thread safe:
 * owned by the connection's event loop.
 */
final class Misdeeds {

  private BadFrames badFrames; // null until the first one
  private RefusedActions refusedActions; // null until the first one

  /** A frame was none of ours. Gives whether it is the last straw. */
  boolean badFrame(long nowNanos) {
    if (badFrames == null) {
      badFrames = new BadFrames();
    }
    return badFrames.note(nowNanos);
  }

  /** Something was refused. Gives whether it is the last straw. */
  boolean refused(long nowNanos) {
    if (refusedActions == null) {
      refusedActions = new RefusedActions(nowNanos);
    }
    return refusedActions.note(nowNanos);
  }
}
