package io.chathub.store.redis;

import java.util.Collection;
import java.util.Optional;

/** The masters that an event loop has lines to, and which of them has what. Owned by that loop. */
interface Routes {

  void ask(Asked asked);

  void tick(long now);

  void close();

  /** Why not everything can be reached, where that is known already. */
  Optional<Throwable> whyDown();

  Collection<Line> lines();
}
