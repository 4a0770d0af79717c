package io.chathub.store.embedded;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store.ChatLimits;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatSummary;
import io.chathub.store.StoreScene;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a user's chats, from the list that is held and the heads. */
final class ChatListTest {

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(T0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private Database database;
  private Heads heads;
  private Appends appends;
  private ChatChanges chats;
  private Writer writer;
  private Pages pages;

  /** Nothing is to be mended. */
  private final class None implements Repair, Writer.Ends {
    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public boolean attempt(DatabaseFailure failure) {
      return false;
    }

    @Override
    public void closed() {
      ended.countDown();
    }

    @Override
    public void givenUp(String why) {
      throw new AssertionError(why);
    }
  }

  @BeforeEach
  void open() {
    database = Database.open(new EmbeddedStoreConfig(dir, 16L << 20), Format.STEPS);
    heads = new Heads(database);
    Complaints complaints = new Complaints();
    MessageLog log = new MessageLog(database, complaints);
    appends = new Appends(database, log, Retention.DEFAULT, StoreScene.passing(now));
    chats = new ChatChanges(now::get);
    Stage stage = new Stage(heads, database, database::write);
    writer =
        new Writer(
            vertx,
            stage,
            new None(),
            complaints,
            new SimpleMeterRegistry(),
            System::nanoTime,
            new None());
    writer.start();
    pages = new Pages(heads, log, complaints);
  }

  @AfterEach
  void close() throws InterruptedException {
    writer.close();
    ended.await();
    database.close();
    done(vertx.close());
  }

  private void put(String chat, UserId... users) {
    done(
        writer.submit(
            s -> chats.put(s, new ChatId(chat), Optional.empty(), ChatState.OPEN, members(users))));
  }

  private void push(String chat, UserId from) {
    now.incrementAndGet();
    var unused =
        get(writer.submit(s -> appends.append(s, text(new ChatId(chat), from, "x", null))));
  }

  private List<String> listed(int limit) {
    List<String> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ChatPage page = pages.chats(ANN, whole(limit), cursor);
      assertThat(page.chats()).hasSizeLessThanOrEqualTo(limit);
      page.chats().forEach(entry -> all.add(entry.chat().id().value()));
      cursor = page.cursor();
    } while (cursor.isPresent());
    return all;
  }

  @Test
  void theListThatIsHeldFollowsWhatIsSaidAndWhoComesAndGoes() {
    put("a", ANN, BOB);
    push("a", ANN);
    assertThat(listed(1)).containsExactly("a");
    put("b", ANN, BOB);
    push("b", BOB);
    assertThat(listed(1)).containsExactly("b", "a");
    push("a", BOB);
    assertThat(listed(5)).containsExactly("a", "b");
    put("a", BOB);
    assertThat(listed(5)).containsExactly("b");
    assertThat(pages.contacts(ANN)).containsExactly(BOB);
    put("a", BOB, ANN);
    assertThat(listed(5)).containsExactly("a", "b");
  }

  @Test
  void pagesOfAnySizeAreTheWholeListInItsOrder() {
    Random random = new Random(3);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      put("c" + i, ANN, BOB);
      expected.add(0, "c" + i);
      now.incrementAndGet();
      String said = expected.get(random.nextInt(expected.size()));
      push(said, BOB);
      expected.remove(said);
      expected.add(0, said);
      now.incrementAndGet();
    }
    for (int limit : new int[] {1, 7, 59, 60, 61, 200}) {
      assertThat(listed(limit)).as("limit %d", limit).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aChatThatCannotBeReadIsSaidToBeSoAndEveryOtherIsThere() {
    for (String chat : List.of("a", "bad", "c")) {
      put(chat, ANN, BOB);
      push(chat, BOB);
    }
    Changeset damage = new Changeset(database.columnIds());
    damage.put(Column.CHATS, Keys.chat(new ChatId("bad")), new byte[] {1, 7});
    database.write(damage.toBytes(), true);
    heads.forget(new ChatId("bad"));

    List<ChatSummary> listed = pages.chats(ANN, whole(10), Optional.empty()).chats();

    assertThat(listed)
        .extracting(entry -> entry.chat().id().value())
        .containsExactly("c", "a", "bad");
    assertThat(listed.get(2).refusal().orElseThrow().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(listed).extracting(ChatSummary::unread).startsWith(1L, 1L);
    assertThat(listed(1)).containsExactly("c", "a", "bad");
    assertThat(pages.contacts(ANN)).containsExactly(BOB);
  }

  private static ChatLimits whole(int chats) {
    return new ChatLimits(chats, Integer.MAX_VALUE, chat -> 0);
  }
}
