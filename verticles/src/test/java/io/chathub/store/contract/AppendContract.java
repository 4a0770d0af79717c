package io.chathub.store.contract;

import static io.chathub.store.StoreScene.ANN;
import static io.chathub.store.StoreScene.BOB;
import static io.chathub.store.StoreScene.CAT;
import static io.chathub.store.StoreScene.CHAT;
import static io.chathub.store.StoreScene.T0;
import static io.chathub.store.StoreScene.get;
import static io.chathub.store.StoreScene.members;
import static io.chathub.store.StoreScene.refused;
import static io.chathub.store.StoreScene.seqs;
import static io.chathub.store.StoreScene.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.NewMessage;
import io.chathub.store.StoreScene;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Messages are put at the end of a log. */
public interface AppendContract {

  StoreScene scene();

  Vertx vertx();

  @Test
  default void messageComesBackAsItIsKept() {
    Chat chat =
        get(scene()
                .store()
                .putChat(
                    CHAT,
                    Optional.of("1024"),
                    ChatState.OPEN,
                    List.of(
                        new Member(ANN, "doctor", Optional.of("Ann")),
                        new Member(BOB, "patient", Optional.empty()))))
            .chat();
    RawJson content = RawJson.of("{\"a\" : [1, \"\u00fc\u4f60\\n\"]}");
    NewMessage message = new NewMessage(CHAT, ANN, "x.card", content, Optional.of("c\u00fc 1"));

    Appended appended = get(scene().store().append(message));

    assertThat(appended.chat()).isEqualTo(chat);
    assertThat(appended.isDuplicate()).isFalse();
    assertThat(appended.message())
        .isEqualTo(
            new Message(
                new MessageId(CHAT, 1, T0),
                Optional.of("1024"),
                Optional.of("c\u00fc 1"),
                ANN,
                "doctor",
                "x.card",
                content,
                false,
                false,
                false));
    assertThat(scene().log(BOB)).containsExactly(appended.message());
  }

  @Test
  default void seqHasNoHolesThroughRefusals() {
    scene().chat(ANN, BOB);
    scene().chat(new ChatId("other"), ANN, BOB);

    assertThat(scene().push(ANN, "1").seq()).isEqualTo(1);
    refused(ErrorCode.NOT_A_MEMBER, scene().store().append(text(CHAT, CAT, "no", "c")));
    assertThat(scene().push(new ChatId("other"), ANN, "o").seq()).isEqualTo(1);
    assertThat(scene().push(BOB, "2").seq()).isEqualTo(2);
    assertThat(scene().push(ANN, "3").seq()).isEqualTo(3);
  }

  @Test
  default void createdAtNeverGoesDown() {
    scene().chat(ANN, BOB);
    scene().pass(5_000);
    assertThat(scene().push(ANN, "1").createdAt()).isEqualTo(T0 + 5_000);

    scene().pass(-3_000);
    assertThat(scene().push(ANN, "2").createdAt()).isEqualTo(T0 + 5_000);
    scene().reopen();
    assertThat(scene().push(ANN, "3").createdAt()).isEqualTo(T0 + 5_000);
    scene().pass(10_000);
    assertThat(scene().push(ANN, "4").createdAt()).isEqualTo(T0 + 12_000);
  }

  @Test
  default void onlyMembersAndTheSystemMayWrite() {
    refused(ErrorCode.NOT_A_MEMBER, scene().store().append(text(CHAT, ANN, "no chat", null)));
    refused(
        ErrorCode.NO_SUCH_CHAT, scene().store().append(text(CHAT, UserId.SYSTEM, "none", null)));
    scene().chat(ANN, BOB);
    refused(ErrorCode.NOT_A_MEMBER, scene().store().append(text(CHAT, CAT, "stranger", null)));

    Message message = scene().push(UserId.SYSTEM, "hello");

    assertThat(message.role()).isEqualTo("system");
    assertThat(message.from()).isEqualTo(UserId.SYSTEM);
    assertThat(scene().unread(ANN)).isEqualTo(1);
  }

  @Test
  default void membershipIsCheckedBeforeTheStateOfTheChat() {
    scene().chat(ANN, BOB);
    Chat closed =
        get(scene().store().putChat(CHAT, Optional.empty(), ChatState.CLOSED, members(ANN, BOB)))
            .chat();

    refused(ErrorCode.NOT_A_MEMBER, scene().store().append(text(CHAT, CAT, "x", null)));
    refused(ErrorCode.CHAT_CLOSED, scene().store().append(text(CHAT, ANN, "x", null)));
    Appended system = get(scene().store().append(text(CHAT, UserId.SYSTEM, "bye", null)));

    assertThat(system.chat()).isEqualTo(closed);
    assertThat(system.message().seq()).isEqualTo(1);
    scene().chat(ANN, BOB);
    assertThat(scene().push(ANN, "again").seq()).isEqualTo(2);
  }

  @Test
  default void systemChatTakesNothingFromItsUser() {
    Chat chat = get(scene().store().systemChat(ANN, "patient"));

    refused(ErrorCode.CHAT_CLOSED, scene().store().append(text(chat.id(), ANN, "x", null)));
    Message message = scene().push(chat.id(), UserId.SYSTEM, "news");

    assertThat(message.bookingId()).isEmpty();
    assertThat(message.isRead()).isFalse();
  }

  @Test
  default void manyWritersMakeOneLogWithoutHoles() {
    scene().chat(ANN, BOB);
    int writers = 8;
    int each = 200;
    List<CompletableFuture<List<Long>>> outcomes = new ArrayList<>();

    for (int i = 0; i < writers; i++) {
      CompletableFuture<List<Long>> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      UserId from = i % 2 == 0 ? ANN : BOB;
      String name = "w" + i + "-";
      onNewContext(
          () -> {
            List<Long> seqs = new ArrayList<>();
            List<Future<Appended>> pushes = new ArrayList<>();
            Context mine = Vertx.currentContext();
            for (int n = 0; n < each; n++) {
              pushes.add(
                  scene()
                      .store()
                      .append(text(CHAT, from, name + n, name + n))
                      .onSuccess(
                          appended -> {
                            assertThat(Vertx.currentContext()).isSameAs(mine);
                            seqs.add(appended.message().seq());
                          }));
            }
            Future.all(pushes)
                .onSuccess(all -> outcome.complete(seqs))
                .onFailure(outcome::completeExceptionally);
          });
    }

    List<Long> all = new ArrayList<>();
    for (CompletableFuture<List<Long>> outcome : outcomes) {
      List<Long> seqs = outcome.join();
      assertThat(seqs).isSorted();
      all.addAll(seqs);
    }
    Collections.sort(all);
    List<Long> expected = LongStream.rangeClosed(1, (long) writers * each).boxed().toList();
    assertThat(all).isEqualTo(expected);
    assertThat(seqs(scene().log(ANN))).isEqualTo(expected);
  }

  private void onNewContext(Runnable task) {
    var deployed =
        vertx()
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    task.run();
                    return Future.succeededFuture();
                  }
                });
    assertThat(deployed).isNotNull();
  }
}
