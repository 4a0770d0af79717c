package io.chathub.hub.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keys that name files: whether they can be read, and whether those that belong together are there.
 */
final class PemFiles {

  private final Values values;

  PemFiles(Values values) {
    this.values = values;
  }

  /** The file, where one is named; notes one that cannot be read. Blocking. */
  Optional<Path> readable(Key<Optional<String>> key) {
    Optional<Path> file = values.get(key).map(Path::of);
    if (file.isPresent() && !Files.isReadable(file.get())) {
      values.refuse(key, "is no file that can be read");
    }
    return file;
  }

  /** Notes those that are missing where others of them are set. */
  void requireAllOrNone(List<Key<Optional<String>>> keys) {
    List<Key<Optional<String>>> set =
        keys.stream().filter(key -> values.get(key).isPresent()).toList();
    if (set.isEmpty() || set.size() == keys.size()) {
      return;
    }
    String others = set.stream().map(Key::name).collect(Collectors.joining(" and "));
    for (Key<Optional<String>> key : keys) {
      if (!set.contains(key)) {
        values.refuse(key, "needed with " + others);
      }
    }
  }
}
