package io.chathub.bus;

import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The users of a node who may have missed something, though they are connected there: they are sent
 * away once the node can be reached, and find it by replay when they come back. Not thread safe.
 */
final class Debt {

  private final int usersMax;
  private final Set<UserId> users = new LinkedHashSet<>();
  private boolean isOwedToAll;

  /**
   * @param usersMax more count as everybody
   */
  Debt(int usersMax) {
    this.usersMax = usersMax;
  }

  void owe(Collection<UserId> missed) {
    if (!isOwedToAll) {
      users.addAll(missed);
      if (users.size() > usersMax) {
        oweAll();
      }
    }
  }

  void oweAll() {
    isOwedToAll = true;
    users.clear();
  }

  void takeOver(Debt other) {
    if (other.isOwedToAll) {
      oweAll();
    } else {
      owe(other.users);
    }
  }

  boolean isOwedToAll() {
    return isOwedToAll;
  }

  boolean isEmpty() {
    return !isOwedToAll && users.isEmpty();
  }

  /** What pays it; nothing is owed afterwards. */
  List<LinkItem> pay() {
    List<LinkItem> orders = new ArrayList<>();
    if (isOwedToAll) {
      orders.add(new LinkItem.CloseEverybody(CloseCode.TRY_LATER));
    }
    for (UserId user : users) {
      orders.add(new LinkItem.Close(CloseOrder.all(user, CloseCode.TRY_LATER), null));
    }
    isOwedToAll = false;
    users.clear();
    return orders;
  }
}
