package io.chathub.store.contract;

import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.done;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.Retention;
import io.chathub.store.Store;
import io.chathub.store.Store.CatchUp.Missed;
import io.chathub.store.StoreScene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order, the store says what a naive model of it says. */
public interface ModelContract {

  StoreScene scene();

  void maintain(Store store);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void storeSaysWhatTheModelSays(long seed) {
    Retention retention = new Retention(Duration.ofHours(1), 12);
    scene().reopen(retention);
    new Run(scene(), new Random(seed), retention, () -> maintain(scene().store())).go(250);
  }

  /** One history of a chat, in the store and in the model at once. */
  final class Run {

    private static final List<UserId> USERS =
        List.of(new UserId("u0"), new UserId("u1"), new UserId("u2"), new UserId("u3"));

    private final StoreScene scene;
    private final Random random;
    private final Retention retention;
    private final Runnable maintain;
    private final NaiveChat model;

    Run(StoreScene scene, Random random, Retention retention, Runnable maintain) {
      this.scene = scene;
      this.random = random;
      this.retention = retention;
      this.maintain = maintain;
      this.model = new NaiveChat(retention);
      put(USERS.subList(0, 2));
    }

    void go(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
        if (i % 4 == 0) {
          compare();
        }
      }
    }

    private void step() {
      int kind = random.nextInt(100);
      if (kind < 45) {
        push();
      } else if (kind < 70) {
        read();
      } else if (kind < 78) {
        recall();
      } else if (kind < 86) {
        put(subset());
      } else if (kind < 90) {
        scene.reopen(retention);
      } else if (kind < 92) {
        UserId user = USERS.get(random.nextInt(USERS.size()));
        done(scene.store().eraseUser(user));
        model.erase(user);
      } else {
        scene.pass(random.nextInt(20 * 60_000));
        maintain.run();
        model.age(scene.now());
      }
    }

    private void push() {
      List<UserId> writers = new ArrayList<>(model.members());
      writers.add(UserId.SYSTEM);
      UserId from = writers.get(random.nextInt(writers.size()));
      assertThat(scene.push(from, "x").seq()).isEqualTo(model.push(from, scene.now()));
    }

    private void read() {
      if (model.last() > 0) {
        UserId reader = member();
        long seq = 1 + random.nextLong(model.last());
        assertThat(scene.read(reader, seq)).isEqualTo(model.read(reader, seq));
      }
    }

    private void recall() {
      UserId by = member();
      long seq = model.ownSince(by, scene.now() - Store.RECALL_WINDOW_MS);
      if (seq > 0) {
        done(scene.store().recall(CHAT, by, new Position.BySeq(seq)));
        model.recall(seq);
      }
    }

    private void put(List<UserId> members) {
      scene.chat(members.toArray(new UserId[0]));
      model.put(members);
    }

    private void compare() {
      for (UserId user : model.members()) {
        long index = model.last() == 0 ? 0 : random.nextLong(model.last() + 1);
        int limit = 1 + random.nextInt(15);
        Missed all = scene.missed(user, since(CHAT, index), limit);
        assertThat(all.unread()).isEqualTo(model.unread(user, 0).size());
        assertThat(all.missed()).isEqualTo(model.after(index).size());
        assertThat(StoreScene.seqs(all.messages())).isEqualTo(tail(model.after(index), limit));
        assertThat(all.rev()).isEqualTo(model.rev());
        Missed unread = scene.unread(user, since(CHAT, index), limit);
        List<Long> expected = model.unread(user, index);
        assertThat(unread.missed()).isEqualTo(expected.size());
        assertThat(StoreScene.seqs(unread.messages())).isEqualTo(tail(expected, limit));
        assertThat(unread.more()).isEqualTo(expected.size() > limit);
        assertThat(scene.log(user)).extracting(Run::flags).isEqualTo(model.flags());
      }
      if (!model.members().isEmpty()) {
        var chats = get(scene.store().chats(member(), 5, Optional.empty())).chats();
        assertThat(chats).hasSize(1);
      }
    }

    private static List<Long> tail(List<Long> seqs, int limit) {
      return seqs.subList(Math.max(0, seqs.size() - limit), seqs.size());
    }

    private static List<Object> flags(Message message) {
      return Arrays.asList(
          message.seq(), message.isRead(), message.isRecalled(), message.isErased());
    }

    private UserId member() {
      return model.members().get(random.nextInt(model.members().size()));
    }

    private List<UserId> subset() {
      List<UserId> members = new ArrayList<>(USERS);
      while (members.size() > 1 && random.nextBoolean()) {
        members.remove(random.nextInt(members.size()));
      }
      return members;
    }
  }
}
