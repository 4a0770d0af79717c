package io.chathub.hub.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How values of one type read and print. A parser throws {@link IllegalArgumentException} for what
 * is not of the form.
 *
 * @param form what a value must be, as it ends the sentence "must be …"
 */
record Kind<T>(
    String form, boolean isList, Function<List<String>, T> parser, Function<T, String> printer) {

  static final Kind<String> TEXT = one("a text that is not empty", Kind::filled, text -> text);

  static final Kind<Boolean> FLAG =
      one("true or false", Kind::flag, flag -> Boolean.toString(flag));

  static final Kind<Integer> PORT = number("0..65535, 0 for a free one", 0, 65535);

  static final Kind<Integer> FIXED_PORT = number("1..65535", 1, 65535);

  static final Kind<Integer> COUNT_FROM_0 =
      number("a number from 0 to " + Integer.MAX_VALUE, 0, Integer.MAX_VALUE);

  static final Kind<Integer> COUNT =
      number("a number from 1 to " + Integer.MAX_VALUE, 1, Integer.MAX_VALUE);

  static final Kind<Long> LONG_COUNT =
      one("a number from 1", text -> atLeast(1, Long.parseLong(text)), value -> "" + value);

  static final Kind<Duration> DURATION =
      one("a duration such as 250ms, 30s, 5m, 2h, 365d", Durations::parse, Durations::print);

  static final Kind<Long> SIZE =
      one("a size such as 512B, 64KiB, 1MiB, 2GiB", Sizes::parse, Sizes::print);

  static final Kind<Integer> SMALL_SIZE =
      one(
          "a size such as 512B, 64KiB, 1MiB, below 2GiB",
          text -> Math.toIntExact(Sizes.parse(text)),
          size -> Sizes.print((long) size));

  static final Kind<Optional<String>> OPTIONAL_FILE = optional("a file, or empty for none");

  static final Kind<Optional<String>> OPTIONAL_TEXT = optional("a text, or empty for none");

  /** A text of a form. */
  static Kind<String> text(String form, Predicate<String> isOfForm) {
    return one(
        form,
        text -> {
          require(isOfForm.test(text));
          return text;
        },
        text -> text);
  }

  /** A list of texts that each are of the form. */
  static Kind<Set<String>> listOf(String form, Predicate<String> isOfForm) {
    return new Kind<>(
        form,
        true,
        texts -> {
          for (String text : texts) {
            require(isOfForm.test(text));
          }
          return new LinkedHashSet<>(texts);
        },
        texts -> texts.stream().sorted().collect(Collectors.joining(",")));
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Kind::lowerCase).toList();
    String form =
        names.size() == 1
            ? names.get(0) + "; this version has no other"
            : String.join(" or ", names);
    return one(
        form,
        text -> {
          require(names.contains(text));
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        },
        Kind::lowerCase);
  }

  private static Kind<Optional<String>> optional(String form) {
    return one(
        form,
        text -> text.isEmpty() ? Optional.empty() : Optional.of(text),
        value -> value.orElse(""));
  }

  private static <T> Kind<T> one(
      String form, Function<String, T> parser, Function<T, String> printer) {
    return new Kind<>(
        form,
        false,
        texts -> {
          require(texts.size() == 1);
          return parser.apply(texts.get(0));
        },
        printer);
  }

  private static Kind<Integer> number(String form, int min, int max) {
    return one(
        form,
        text -> {
          int value = Integer.parseInt(text);
          require(value <= max);
          return (int) atLeast(min, value);
        },
        value -> "" + value);
  }

  private static String filled(String text) {
    require(!text.isEmpty());
    return text;
  }

  private static boolean flag(String text) {
    require(text.equals("true") || text.equals("false"));
    return Boolean.parseBoolean(text);
  }

  private static long atLeast(long min, long value) {
    require(value >= min);
    return value;
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void require(boolean isOfForm) {
    if (!isOfForm) {
      throw new IllegalArgumentException("not of the form");
    }
  }

  /** {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 365d}. */
  private static final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
    private static final Duration MAX = Duration.ofDays(36_500);

    static Duration parse(String text) {
      Matcher matcher = FORM.matcher(text);
      require(matcher.matches());
      long count = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofSeconds(Math.multiplyExact(count, 86_400L));
          };
      require(duration.compareTo(MAX) <= 0);
      return duration;
    }

    static String print(Duration duration) {
      long ms = duration.toMillis();
      if (ms % 1000 != 0) {
        return ms + "ms";
      }
      long s = ms / 1000;
      if (s == 0 || s % 60 != 0) {
        return s + "s";
      }
      if (s % 3600 != 0) {
        return s / 60 + "m";
      }
      return s % 86_400 == 0 ? s / 86_400 + "d" : s / 3600 + "h";
    }
  }

  /** {@code 512B} or {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
  private static final class Sizes {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)?");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");

    static long parse(String text) {
      Matcher matcher = FORM.matcher(text);
      require(matcher.matches());
      int unit = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2));
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit));
    }

    static String print(long size) {
      int unit = 0;
      long count = size;
      while (unit < UNITS.size() - 1 && count != 0 && count % 1024 == 0) {
        count /= 1024;
        unit++;
      }
      return count + UNITS.get(unit);
    }
  }
}
