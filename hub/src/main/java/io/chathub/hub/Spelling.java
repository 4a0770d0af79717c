package io.chathub.hub;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody meant who made a slip. */
final class Spelling {

  private static final int SLIPS_MAX = 2; // letters added, left out, changed or swapped

  private Spelling() {}

  /** The known word that is nearest to what was written; empty where none is near. */
  static Optional<String> nearest(String written, Collection<String> known) {
    String word = written.split("=", 2)[0];
    return known.stream()
        .filter(candidate -> slips(word, candidate) <= allowed(candidate))
        .min(
            Comparator.<String>comparingInt(candidate -> slips(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Of a short word every other one would be near. */
  private static int allowed(String word) {
    return Math.min(SLIPS_MAX, word.length() / 3);
  }

  private static int slips(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        slips[i][j] = i == 0 || j == 0 ? i + j : least(slips, a, b, i, j);
      }
    }
    return slips[a.length()][b.length()];
  }

  private static int least(int[][] slips, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(slips[i - 1][j - 1] + change, Math.min(slips[i - 1][j] + 1, slips[i][j - 1] + 1));
    boolean isSwapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
  }
}
