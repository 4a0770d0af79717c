package io.chathub.hub.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.hub.fault.Oracle.Verdict;
import io.chathub.hub.fault.client.Acknowledged;
import io.chathub.hub.fault.client.Received;
import io.chathub.hub.fault.client.Stamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The oracle finds what it is there to find. */
class OracleTest {

  private final List<Received> log =
      new ArrayList<>(IntStream.rangeClosed(1, 5).mapToObj(OracleTest::message).toList());
  private final List<Acknowledged> acknowledged =
      new ArrayList<>(log.stream().map(OracleTest::acknowledgement).toList());
  private final List<Received> copy = new ArrayList<>(log);

  @Test
  void whatIsRightPasses() {
    assertThat(judge()).isEqualTo(new Verdict(5, 5, 0, 0, 0, 0, List.of()));
  }

  @Test
  void storedWithoutAcknowledgementIsRight() {
    acknowledged.remove(3);

    assertThat(judge().faults()).isEmpty();
  }

  @Test
  void lostFromTheLog() {
    log.remove(4);
    copy.remove(4);

    assertThat(judge().lost()).isOne();
    assertThat(judge().faults()).singleElement().asString().contains("lost", "u1-5");
  }

  @Test
  void lostFromTheMiddleOfTheLog() {
    log.remove(2);

    assertThat(judge().lost()).isPositive();
    assertThat(judge().misplaced()).isPositive();
  }

  @Test
  void lostByTheClient() {
    copy.remove(4);

    assertThat(judge().lost()).isOne();
  }

  @Test
  void unknownToTheLogButHeldByTheClient() {
    copy.add(message(6));

    assertThat(judge().faults()).singleElement().asString().contains("holds 6 messages of 5");
  }

  @Test
  void storedTwice() {
    log.add(at(6, log.get(1)));
    copy.add(at(6, log.get(1)));

    assertThat(judge().doubled()).isOne();
  }

  @Test
  void swappedInTheLog() {
    Collections.swap(log, 1, 2);

    assertThat(judge().misplaced()).isPositive();
  }

  @Test
  void swappedAtTheClient() {
    Collections.swap(copy, 1, 2);

    assertThat(judge().faults()).singleElement().asString().contains("another message at seq 2");
  }

  @Test
  void alteredInTheLog() {
    log.set(2, withContent(log.get(2), log.get(2).content().replace("n1", "n2")));

    assertThat(judge().altered()).isPositive();
    assertThat(judge().faults()).first().asString().contains("altered");
  }

  @Test
  void contentOfAnotherMessage() {
    log.set(2, withContent(log.get(2), log.get(3).content()));

    assertThat(judge().faults()).first().asString().contains("altered");
  }

  @Test
  void alteredAtTheClient() {
    copy.set(2, withContent(copy.get(2), "else"));

    assertThat(judge().altered()).isOne();
  }

  @Test
  void sentByNobody() {
    Received foreign = message(6);
    foreign =
        new Received(
            foreign.id(), "c1", 6, "u9-1", "u9", new Stamp("u9-1", "n1", 1, 0).text(), 1_006);
    log.add(foreign);
    copy.add(foreign);

    assertThat(judge().faults()).singleElement().asString().contains("nobody sent");
  }

  @Test
  void acknowledgedAsAnother() {
    acknowledged.set(1, new Acknowledged("u1-2", "c1", "c1.7.x", 7));

    assertThat(judge().altered()).isOne();
  }

  @Test
  void timeThatGoesBack() {
    Received last = log.get(4);
    log.set(4, new Received(last.id(), "c1", 5, last.cid(), last.from(), last.content(), 1_000));

    assertThat(judge().misplaced()).isOne();
  }

  private Verdict judge() {
    Oracle oracle = new Oracle("c1", (user, cid) -> cid.startsWith("u1-") && user.equals("u1"));
    log.forEach(oracle::stored);
    acknowledged.forEach(oracle::acknowledged);
    oracle.holds("u2", copy.stream().mapToLong(Received::fingerprint).toArray());
    return oracle.verdict();
  }

  private static Received message(int seq) {
    String cid = "u1-" + seq;
    String content = new Stamp(cid, "n1", 1, 7L * seq).text();
    return new Received("c1." + seq + ".x", "c1", seq, cid, "u1", content, 1_000 + seq);
  }

  private static Received at(int seq, Received of) {
    return new Received(
        "c1." + seq + ".x", "c1", seq, of.cid(), of.from(), of.content(), 1_000 + seq);
  }

  private static Received withContent(Received of, String content) {
    return new Received(of.id(), of.usif(), of.seq(), of.cid(), of.from(), content, of.createdAt());
  }

  private static Acknowledged acknowledgement(Received stored) {
    return new Acknowledged(stored.cid(), stored.usif(), stored.id(), stored.seq());
  }
}
