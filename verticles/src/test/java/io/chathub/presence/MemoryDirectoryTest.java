package io.chathub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryDirectoryTest extends PresenceDirectoryContract {

  private final MemoryDirectory directory = new MemoryDirectory();

  @Override
  protected PresenceDirectory directory() {
    return directory;
  }

  @Test
  void itsFuturesAreCompleteWhenTheyAreGiven() {
    assertThat(directory.change(ann, new Change.GraceOver(1)).isComplete()).isTrue();
    assertThat(directory.locate(List.of(ann)).isComplete()).isTrue();
    assertThat(directory.online(Set.of(ann)).isComplete()).isTrue();
  }
}
