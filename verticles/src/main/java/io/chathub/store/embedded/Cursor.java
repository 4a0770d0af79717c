package io.chathub.store.embedded;

/**
 * How far a present member has read, and how much of the log is its own. Own messages are counted
 * from when the user became a member.
 *
 * @param readSeq the newest message read
 * @param ownAtRead own messages up to there
 * @param ownTotal own messages in all
 */
record Cursor(long readSeq, long ownAtRead, long ownTotal) {

  Cursor withOwn(long total) {
    return new Cursor(readSeq, ownAtRead, total);
  }
}
