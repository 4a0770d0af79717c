package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.store.Retention;
import io.chathub.store.Store.HistoryPage;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A chat's log is read in pages. */
public interface HistoryContract {

  StoreScene scene();

  @Test
  default void pagesGoBothWaysOldestFirst() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 10);

    expect(Direction.LATEST, 0, 3, List.of(8L, 9L, 10L), true);
    expect(Direction.LATEST, 0, 10, List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L), false);
    expect(Direction.BEFORE, 8, 3, List.of(5L, 6L, 7L), true);
    expect(Direction.BEFORE, 4, 3, List.of(1L, 2L, 3L), false);
    expect(Direction.BEFORE, 1, 3, List.of(), false);
    expect(Direction.BEFORE, 0, 3, List.of(), false);
    expect(Direction.AFTER, 0, 3, List.of(1L, 2L, 3L), true);
    expect(Direction.AFTER, 7, 3, List.of(8L, 9L, 10L), false);
    expect(Direction.AFTER, 10, 3, List.of(), false);
  }

  @Test
  default void numbersBeyondEitherEndAreFine() {
    scene().reopen(new Retention(Duration.ofDays(365), 3));
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 6);

    expect(Direction.BEFORE, 99, 2, List.of(5L, 6L), true);
    expect(Direction.AFTER, 99, 2, List.of(), false);
    expect(Direction.AFTER, 1, 2, List.of(4L, 5L), true);
    expect(Direction.BEFORE, 2, 2, List.of(), false);
    expect(Direction.BEFORE, 6, 9, List.of(4L, 5L), false);
  }

  @Test
  default void aPageEndsWhereTheBytesDo() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 50);

    expectOf(35, Direction.LATEST, 0, 40, List.of(48L, 49L, 50L), true);
    expectOf(35, Direction.BEFORE, 21, 40, List.of(18L, 19L, 20L), true);
    expectOf(35, Direction.AFTER, 20, 40, List.of(21L, 22L, 23L), true);
    expectOf(20, Direction.BEFORE, 3, 2, List.of(1L, 2L), false);
    expectOf(500, Direction.BEFORE, 51, 200, LongStream.range(1, 51).boxed().toList(), false);
    expectOf(499, Direction.AFTER, 0, 200, LongStream.range(1, 50).boxed().toList(), true);
  }

  @Test
  default void theFirstMessageAlwaysFits() {
    scene().chat(ANN, BOB);
    scene().pushes(ANN, 3);

    expectOf(1, Direction.LATEST, 0, 10, List.of(3L), true);
    expectOf(1, Direction.BEFORE, 2, 10, List.of(1L), false);
    expectOf(1, Direction.AFTER, 1, 10, List.of(2L), true);
  }

  @Test
  default void whatALongPageLeavesOutComesWithTheNext() {
    scene().chat(ANN, BOB);
    String large = "x".repeat(7_000);
    for (int i = 0; i < 40; i++) {
      var unused = scene().push(CHAT, ANN, large);
    }
    List<Long> read = new ArrayList<>();
    HistoryPage page;
    do {
      long before = read.isEmpty() ? 41 : read.get(0);
      page =
          get(
              scene()
                  .store()
                  .history(
                      BOB,
                      CHAT,
                      new HistoryQuery(
                          Direction.BEFORE,
                          new Position.BySeq(before),
                          200,
                          100_000,
                          message -> message.content().length())));
      assertThat(page.messages()).hasSizeBetween(1, 14);
      read.addAll(0, seqs(page.messages()));
    } while (page.more());
    assertThat(read).isEqualTo(LongStream.range(1, 41).boxed().toList());
  }

  @Test
  default void idsMustBeOfThisLog() {
    scene().reopen(new Retention(Duration.ofDays(365), 3));
    scene().chat(ANN, BOB);
    MessageId trimmed = scene().push(ANN, "1").id();
    scene().pushes(ANN, 5);
    MessageId fifth = scene().log(ANN).get(1).id();

    assertThat(seqs(page(new Position.ById(fifth)).messages())).containsExactly(6L);
    assertThat(seqs(page(new Position.ById(trimmed)).messages())).containsExactly(4L, 5L, 6L);
    List<Position> wrong =
        List.of(
            new Position.Unknown("nonsense"),
            new Position.ById(new MessageId(CHAT, 7, fifth.createdAt())),
            new Position.ById(new MessageId(CHAT, 5, fifth.createdAt() + 1)),
            new Position.ById(new MessageId(new ChatId("other"), 5, fifth.createdAt())));
    for (Position position : wrong) {
      for (Direction direction : List.of(Direction.BEFORE, Direction.AFTER)) {
        refused(
            ErrorCode.MALFORMED_FIELD,
            scene().store().history(BOB, CHAT, StoreScene.page(direction, position, 10)));
      }
    }
  }

  @Test
  default void onlyMembersRead() {
    scene().chat(ANN, BOB);
    var latest = StoreScene.page(Direction.LATEST, Position.START, 10);

    refused(ErrorCode.NOT_A_MEMBER, scene().store().history(CAT, CHAT, latest));
    refused(ErrorCode.NOT_A_MEMBER, scene().store().history(ANN, new ChatId("none"), latest));
    assertThat(get(scene().store().history(ANN, CHAT, latest)).messages()).isEmpty();
  }

  private HistoryPage page(Position after) {
    return get(scene().store().history(BOB, CHAT, StoreScene.page(Direction.AFTER, after, 10)));
  }

  private void expect(Direction direction, long from, int limit, List<Long> seqs, boolean more) {
    expect(StoreScene.page(direction, new Position.BySeq(from), limit), seqs, more);
  }

  /**
   * With messages of a thousand bytes each, as they are written: more than a store keeps of one.
   */
  private void expectOf(
      int hundreds, Direction direction, long from, int limit, List<Long> seqs, boolean more) {
    Position position = new Position.BySeq(from);
    expect(
        new HistoryQuery(direction, position, limit, 100 * hundreds, message -> 1_000), seqs, more);
  }

  private void expect(HistoryQuery query, List<Long> seqs, boolean more) {
    HistoryPage page = get(scene().store().history(BOB, CHAT, query));
    assertThat(seqs(page.messages())).isEqualTo(seqs);
    assertThat(page.more()).isEqualTo(more);
  }
}
