package io.chathub.bench.load;

import io.chathub.bench.client.Client;
import io.chathub.bench.client.ClientListener;
import io.chathub.bench.client.EventScan;
import io.chathub.bench.client.PushFrame;

/**
 * One of the two ends of a chat: sends numbered messages, and hands what it receives to the oracle
 * of whoever sent it. Not thread safe: owned by the generator's loop.
 */
final class Side implements ClientListener {

  private static final int MASK_STEP = 0x9E3779B9; // spreads mask keys, so that they differ

  private final int index;
  private final PushFrame frame;
  private final int contentBytes;
  private final Pace pace;
  private final Tally tally;
  private final DeliveryOracle oracle = new DeliveryOracle();
  private final long[] sentAt = new long[2]; // of the last two messages, by their lowest bit

  private Side peer;
  private Client client;
  private int sent;
  private int acked; // highest number
  private int received; // highest number of the peer's
  private long lastSeq; // 0 until an event of this chat carried one
  private long seqsBack;

  /**
   * @param index its place in the turn of all sides, from 0
   */
  Side(int index, String usif, int contentBytes, Pace pace, Tally tally) {
    this.index = index;
    this.frame = new PushFrame(usif, contentBytes, (index + 1) * MASK_STEP);
    this.contentBytes = contentBytes;
    this.pace = pace;
    this.tally = tally;
  }

  static void pair(Side a, Side b) {
    a.peer = b;
    b.peer = a;
  }

  void connected(Client connection) {
    client = connection;
  }

  int index() {
    return index;
  }

  void sendNext() {
    send(++sent);
  }

  /** Sends the message of this number, again where it was refused. */
  void send(int number) {
    sentAt[number & 1] = System.nanoTime();
    client.push(frame, number);
  }

  long sentAt(int number) {
    return sentAt[number & 1];
  }

  /** Whether its newest message was acknowledged and the peer's of the same number is here. */
  boolean isRoundDone() {
    return acked >= sent && received >= sent;
  }

  /** Messages that it has no answer to. */
  long unanswered() {
    return oracle.unanswered(sent);
  }

  Verdict verdict() {
    return oracle.verdict().plus(new Verdict(0, 0, seqsBack));
  }

  @Override
  public void received(Client connection, EventScan event) {
    switch (event.type()) {
      case PUSH -> push(event);
      case PUSHBACK -> pushback(event);
      case ERROR, BYE, FAIL -> tally.refused();
      default -> {}
    }
  }

  @Override
  public void closed(Client connection) {
    tally.disconnected();
  }

  private void push(EventScan event) {
    int number = (int) event.cid();
    if (number <= 0 || number > peer.sent || !event.isContentOf(number, contentBytes)) {
      tally.damaged();
      return;
    }
    peer.oracle.delivered(number);
    tally.delivered(System.nanoTime() - pace.startOf(peer, number));
    received = Math.max(received, number);
    see(event.seq());
    pace.progressed(this);
  }

  private void pushback(EventScan event) {
    int number = (int) event.cid();
    if (number <= 0 || number > sent) {
      tally.damaged();
    } else if (event.errcode() == 0) {
      oracle.acknowledged(number);
      acked = Math.max(acked, number);
      see(event.seq());
      pace.progressed(this);
    } else {
      tally.refused();
      oracle.refused(number);
      pace.refused(this, number);
    }
  }

  /** On one node, pushes and own acknowledgements together come in the order of the chat. */
  private void see(long seq) {
    if (seq == EventScan.ABSENT) {
      return;
    }
    if (seq <= lastSeq) {
      seqsBack++;
    }
    lastSeq = seq;
  }
}
