package io.chathub.store.redis;

import java.util.List;
import java.util.Optional;

/** The masters that an event loop has connections to, and which of them has what. */
interface Routes {

  void ask(Asked asked);

  void tick(long now);

  void close();

  /** Why not everything can be reached, where that is known already. */
  Optional<Throwable> whyDown();

  /** A key for each of the masters, which leads to it. */
  List<String> keys();
}
