package io.chathub.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.map.IMap;
import io.chathub.cluster.LocateProcessor.Nodes;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.presence.Presence;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The look-ups of one event loop: those of a turn go together, to each member what it keeps, and
 * are answered in the order in which they were asked. What is not known after a second is refused;
 * at most {@value #USERS_MAX} users wait, more are refused at once. Owned by the event loop.
 */
final class LoopLocates {

  private static final int USERS_MAX = 65_536;
  private static final int BATCH_MAX = 1_024;

  private final EventLoop loop;
  private final IMap<String, Presence> map;
  private final Owners owners;
  private final LocateProcessor locate = new LocateProcessor();
  private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>(); // in the order asked
  private LocateBatch open; // null where nothing was asked in this turn
  private int waiting;

  LoopLocates(EventLoop loop, IMap<String, Presence> map, Owners owners) {
    this.loop = loop;
    this.map = map;
    this.owners = owners;
  }

  /** A batch that was sent. */
  private static final class UnderWay {
    private final LocateBatch batch;
    private int parts; // not answered yet
    private boolean isOver;
    private ScheduledFuture<?> deadline; // null before it is sent

    private UnderWay(LocateBatch batch) {
      this.batch = batch;
    }
  }

  void add(LocateBatch.Ask ask) {
    if (waiting >= USERS_MAX) {
      ask.answer().fail(unavailable());
      return;
    }
    if (open == null) {
      open = new LocateBatch();
      loop.execute(this::send);
    }
    open.add(ask);
    if (open.users().size() >= BATCH_MAX) {
      send();
    }
  }

  private void send() {
    if (open == null) {
      return; // it was full before the turn was over
    }
    UnderWay sent = new UnderWay(open);
    open = null;
    sent.batch.sent();
    waiting += sent.batch.users().size();
    underWay.add(sent);
    sent.deadline =
        loop.schedule(() -> over(sent), HazelcastDirectory.LOOK_UP_MS, TimeUnit.MILLISECONDS);
    Collection<Set<String>> parts = byOwner(sent.batch.users());
    sent.parts = parts.size();
    for (Set<String> users : parts) {
      ask(sent, users);
    }
    if (parts.isEmpty()) {
      over(sent);
    }
  }

  /** A member that hangs is not to hold back what others keep. Who is kept nowhere is left out. */
  private Collection<Set<String>> byOwner(Set<String> users) {
    Map<Member, Set<String>> byOwner = new HashMap<>();
    for (String user : users) {
      owners
          .of(user)
          .ifPresent(owner -> byOwner.computeIfAbsent(owner, o -> new HashSet<>()).add(user));
    }
    return byOwner.values();
  }

  private void ask(UnderWay sent, Set<String> users) {
    try {
      var unused =
          map.submitToKeys(users, locate)
              .whenComplete(
                  (found, failure) -> loop.execute(() -> answered(sent, users, found, failure)));
    } catch (RuntimeException e) {
      answered(sent, users, Map.of(), e);
    }
  }

  private void answered(
      UnderWay sent, Set<String> users, Map<String, Nodes> found, Throwable failure) {
    if (failure == null) {
      sent.batch.found(users, found);
    }
    sent.parts--;
    if (sent.parts == 0) {
      over(sent);
    }
  }

  private void over(UnderWay sent) {
    if (sent.isOver) {
      return;
    }
    sent.isOver = true;
    sent.deadline.cancel(false);
    while (!underWay.isEmpty() && underWay.element().isOver) {
      LocateBatch first = underWay.remove().batch;
      waiting -= first.users().size();
      first.answer();
    }
  }

  static Refusal unavailable() {
    return Refusal.of(ErrorCode.UNAVAILABLE, "where users are can't be looked up now");
  }
}
