package io.chathub.store.redis;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One master that has everything. Owned by its event loop. */
final class OneMaster implements Routes {

  private final Line line;

  OneMaster(Line line) {
    this.line = line;
  }

  @Override
  public void ask(Asked asked) {
    line.ask(asked);
  }

  @Override
  public void tick(long now) {
    line.tick(now);
  }

  @Override
  public void close() {
    line.close();
  }

  @Override
  public Optional<Throwable> whyDown() {
    return line.whyDown();
  }

  @Override
  public Collection<Line> lines() {
    return List.of(line);
  }
}
