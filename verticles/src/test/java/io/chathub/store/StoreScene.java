package io.chathub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Member;
import io.chathub.model.Message;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.Appended;
import io.chathub.store.Store.CatchUp;
import io.chathub.store.Store.CatchUpLimits;
import io.chathub.store.Store.CatchUpQuery;
import io.chathub.store.Store.HistoryQuery;
import io.chathub.store.Store.HistoryQuery.Direction;
import io.chathub.store.Store.NewMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A store on an empty place with a clock that stands still, and short words for what is done. */
public final class StoreScene {

  public static final long T0 = 1_767_225_600_000L;
  public static final UserId ANN = new UserId("ann");
  public static final UserId BOB = new UserId("bob");
  public static final UserId CAT = new UserId("cat");
  public static final ChatId CHAT = new ChatId("b1024");
  public static final int ALL = 200;

  private final Opener opener;
  private final boolean hasOtherClock;
  private final AtomicLong now = new AtomicLong(T0);
  private final AtomicLong steady = new AtomicLong();
  private Store store;

  /** Opens a store on the same data each time it is called. */
  public interface Opener {
    Store open(SoundClock clock, Retention retention);
  }

  public StoreScene(Opener opener) {
    this(opener, false);
  }

  /**
   * @param hasOtherClock whether a store that is opened knows another clock, which is right
   */
  public StoreScene(Opener opener, boolean hasOtherClock) {
    this.hasOtherClock = hasOtherClock;
    this.opener = opener;
    this.store = opener.open(clock(), new Retention(Duration.ofDays(365), 100_000));
  }

  public Store store() {
    return store;
  }

  public long now() {
    return now.get();
  }

  /** Time passes; or, below 0, the wall clock goes back. */
  public void pass(long ms) {
    jump(ms);
    steady.addAndGet(Math.max(0, ms));
  }

  /** The wall clock jumps. */
  public void jump(long ms) {
    now.addAndGet(ms);
  }

  private SoundClock clock() {
    SoundClock clock =
        new SoundClock(
            new Clocks(
                now::get, steady::get, () -> TimeUnit.MILLISECONDS.toNanos(steady.get()), T0));
    if (hasOtherClock) {
      clock.witness("another", T0 + steady.get(), 0);
    }
    return clock;
  }

  /** A clock that is right: what is added to {@code now} has passed. */
  public static SoundClock passing(AtomicLong now) {
    return new SoundClock(
        new Clocks(now::get, now::get, () -> TimeUnit.MILLISECONDS.toNanos(now.get()), 0));
  }

  public void reopen() {
    reopen(Retention.DEFAULT);
  }

  public void reopen(Retention retention) {
    close();
    store = opener.open(clock(), retention);
  }

  public void close() {
    done(store.close());
  }

  /** The outcome of what succeeds. */
  public static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static void done(Future<?> future) {
    var unused = get(future);
  }

  public static void refused(ErrorCode code, Future<?> future) {
    try {
      Object outcome = future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
      fail("expected " + code + ", got " + outcome);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(Refusal.class);
      assertThat(((Refusal) e.getCause()).code()).isEqualTo(code);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static Member member(UserId user) {
    return new Member(user, "patient", Optional.empty());
  }

  public static List<Member> members(UserId... users) {
    List<Member> members = new ArrayList<>();
    for (UserId user : users) {
      members.add(member(user));
    }
    return members;
  }

  public void chat(UserId... users) {
    chat(CHAT, users);
  }

  /** Makes the chat, or makes these its members. */
  public void chat(ChatId chat, UserId... users) {
    done(store.putChat(chat, Optional.of("1024"), ChatState.OPEN, members(users)));
  }

  public static NewMessage text(ChatId chat, UserId from, String text, String cid) {
    return new NewMessage(
        chat, from, "text", RawJson.of('"' + text + '"'), Optional.ofNullable(cid));
  }

  public Message push(UserId from, String text) {
    return push(CHAT, from, text);
  }

  public Message push(ChatId chat, UserId from, String text) {
    return get(store.append(text(chat, from, text, null))).message();
  }

  public Appended push(UserId from, String text, String cid) {
    return get(store.append(text(CHAT, from, text, cid)));
  }

  public void pushes(UserId from, int count) {
    List<Future<Appended>> pushes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pushes.add(store.append(text(CHAT, from, "m" + i, null)));
    }
    pushes.forEach(StoreScene::done);
  }

  public boolean read(UserId reader, long seq) {
    return get(store.markRead(CHAT, reader, new Position.BySeq(seq))).hasMoved();
  }

  public static CatchUpQuery since(ChatId chat, long seq) {
    return new CatchUpQuery(chat, new Position.BySeq(seq), OptionalLong.empty());
  }

  public CatchUp.Missed missed(UserId user, CatchUpQuery query) {
    return missed(user, query, ALL);
  }

  public CatchUp.Missed missed(UserId user, CatchUpQuery query, int limit) {
    return missed(user, query, new CatchUpLimits(false, limit, 1 << 20, message -> 100));
  }

  public CatchUp.Missed unread(UserId user, CatchUpQuery query, int limit) {
    return missed(user, query, new CatchUpLimits(true, limit, 1 << 20, message -> 100));
  }

  public long unread(UserId user) {
    return missed(user, since(CHAT, 0)).unread();
  }

  public List<Message> log(UserId user) {
    return get(store.history(user, CHAT, page(Direction.AFTER, Position.START, 1_000_000)))
        .messages();
  }

  public static HistoryQuery page(Direction direction, Position from, int limit) {
    return new HistoryQuery(direction, from, limit);
  }

  public static List<Long> seqs(List<Message> messages) {
    return messages.stream().map(Message::seq).toList();
  }

  private CatchUp.Missed missed(UserId user, CatchUpQuery query, CatchUpLimits limits) {
    List<CatchUp> answers = get(store.missed(user, List.of(query), limits));
    assertThat(answers).hasSize(1);
    return (CatchUp.Missed) answers.get(0);
  }
}
