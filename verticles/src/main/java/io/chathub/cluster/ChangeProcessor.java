package io.chathub.cluster;

import com.hazelcast.map.EntryProcessor;
import io.chathub.cluster.ResultCodec.Result;
import io.chathub.presence.Change;
import io.chathub.presence.Presence;
import java.util.Map;
import java.util.Objects;

/** Applies a change where the user's presence is kept, and to its copies. */
final class ChangeProcessor implements EntryProcessor<String, Presence, Result> {

  private static final long serialVersionUID = 1L;

  private final transient Change<?> change; // put on the wire by its codec

  ChangeProcessor(Change<?> change) {
    this.change = change;
  }

  Change<?> change() {
    return change;
  }

  @Override
  public Result process(Map.Entry<String, Presence> entry) {
    Presence before = entry.getValue();
    Change.Outcome<?> outcome = change.apply(before);
    if (!Objects.equals(outcome.after(), before)) {
      entry.setValue(outcome.after());
    }
    return new Result(outcome.result());
  }
}
