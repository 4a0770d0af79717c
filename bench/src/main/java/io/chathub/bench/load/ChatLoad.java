package io.chathub.bench.load;

import io.chathub.bench.client.Client;
import io.chathub.bench.client.ClientLoop;
import io.chathub.bench.target.ChatSeats;
import io.chathub.bench.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Chats of two: opened, warmed up, measured, settled and judged. Its methods are for the command's
 * thread, which only waits; the sides are owned by the loop. What is still under way at the end has
 * {@code --settle} seconds to arrive; then it counts as lost or unanswered.
 */
final class ChatLoad {

  private final ClientLoop loop;
  private final ChatOptions options;
  private final Tally tally;
  private final List<Side> sides = new ArrayList<>();

  ChatLoad(ClientLoop loop, ChatOptions options, Tally tally) {
    this.loop = loop;
    this.options = options;
    this.tally = tally;
  }

  /** All sides, once {@link #open} is done; two that follow each other share a chat. */
  List<Side> sides() {
    return sides;
  }

  void open(Target target, Pace pace)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    List<String> tokens = new ArrayList<>();
    for (ChatSeats chat : target.chats(options.pairs)) {
      Side a = new Side(sides.size(), chat.usif(), options.bytes, pace, tally);
      Side b = new Side(sides.size() + 1, chat.usif(), options.bytes, pace, tally);
      Side.pair(a, b);
      sides.add(a);
      sides.add(b);
      tokens.add(chat.tokenA());
      tokens.add(chat.tokenB());
    }
    List<Client> clients = loop.openAll(tokens, sides::get);
    loop.run(
        () -> {
          for (int i = 0; i < sides.size(); i++) {
            sides.get(i).connected(clients.get(i));
          }
        });
  }

  /**
   * Starts, warms up, measures, stops and judges; {@code start} and {@code stop} run on the loop.
   */
  Figures run(Runnable start, Runnable stop)
      throws InterruptedException, ExecutionException, TimeoutException {
    loop.run(start);
    TimeUnit.SECONDS.sleep(options.warmupSeconds);
    loop.run(tally::begin);
    TimeUnit.SECONDS.sleep(options.seconds);
    loop.run(tally::end);
    loop.run(stop);
    for (int i = 0; i < options.settleSeconds * 10 && loop.call(this::underWay) > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    TimeUnit.SECONDS.sleep(1); // so that a message sent twice has time to show
    return loop.call(this::figures);
  }

  private long underWay() {
    return unanswered() + verdict().lost();
  }

  private long unanswered() {
    return sides.stream().mapToLong(Side::unanswered).sum();
  }

  private Verdict verdict() {
    return sides.stream().map(Side::verdict).reduce(Verdict.CLEAN, Verdict::plus);
  }

  private Figures figures() {
    Verdict verdict = verdict();
    Map<Figure, Double> values = tally.figures();
    values.put(Figure.LOST, (double) verdict.lost());
    values.put(Figure.DOUBLED, (double) verdict.doubled());
    values.put(Figure.REORDERED, (double) verdict.reordered());
    values.put(Figure.UNANSWERED, (double) unanswered());
    return new Figures(values);
  }
}
