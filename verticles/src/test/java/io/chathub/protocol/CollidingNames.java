package io.chathub.protocol;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Names of eight characters that Jackson keeps in one place of its table, whatever the seed of the
 * table is: what it makes of the two halves is the same before the seed comes in.
 */
public final class CollidingNames {

  private static final int FACTOR = 33; // that Jackson multiplies the second half by
  private static final int FIRST = ' ' + 3;
  private static final int LAST = '[';

  private CollidingNames() {}

  public static List<String> of(int count) {
    Random random = new Random(1);
    int inverse = inverse();
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < count) {
      int first = 0;
      for (int i = 0; i < 4; i++) {
        first = first << 8 | FIRST + random.nextInt(LAST - FIRST);
      }
      int second = (0x31415926 - mixed(first)) * inverse;
      if (isPlain(second)) {
        names.add(text(first) + text(second));
      }
    }
    return new ArrayList<>(names);
  }

  private static int mixed(int half) {
    int hash = half + (half >>> 15);
    return hash ^ hash >>> 9;
  }

  private static int inverse() {
    int inverse = FACTOR;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - FACTOR * inverse;
    }
    return inverse;
  }

  private static boolean isPlain(int half) {
    return text(half).chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  private static String text(int half) {
    StringBuilder text = new StringBuilder(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      text.append((char) (half >>> shift & 0xff));
    }
    return text.toString();
  }
}
