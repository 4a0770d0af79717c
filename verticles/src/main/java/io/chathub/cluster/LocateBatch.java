package io.chathub.cluster;

import io.chathub.bus.NodeId;
import io.chathub.cluster.LocateProcessor.Nodes;
import io.chathub.model.UserId;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was asked in one turn of an event loop, and what is known of it by now. Owned by that. */
final class LocateBatch {

  private final List<Ask> asks = new ArrayList<>();
  private final Set<String> users = new HashSet<>();
  private final Map<String, Nodes> found = new HashMap<>();
  private Set<String> unanswered = Set.of();

  record Ask(Collection<UserId> users, Promise<Map<UserId, Set<NodeId>>> answer) {

    private void complete(Map<String, Nodes> found) {
      Map<UserId, Set<NodeId>> nodes = new HashMap<>();
      for (UserId user : users) {
        Nodes where = found.get(user.value());
        if (where != null) {
          nodes.put(user, where.nodes());
        }
      }
      answer.complete(nodes);
    }
  }

  void add(Ask ask) {
    asks.add(ask);
    ask.users.forEach(user -> users.add(user.value()));
  }

  Set<String> users() {
    return users;
  }

  /** It is sent: nothing is known as yet. */
  void sent() {
    unanswered = new HashSet<>(users);
  }

  void found(Set<String> asked, Map<String, Nodes> answer) {
    if (!unanswered.isEmpty()) {
      unanswered.removeAll(asked);
      found.putAll(answer);
    }
  }

  /** Answers all: an ask fails where one of its users is not known of. */
  void answer() {
    for (Ask ask : asks) {
      if (!unanswered.isEmpty()
          && ask.users.stream().anyMatch(user -> unanswered.contains(user.value()))) {
        ask.answer.fail(LoopLocates.unavailable());
      } else {
        ask.complete(found);
      }
    }
  }
}
