package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * The one set of bounds on JSON: what the hub takes, and up to where every reader of ours goes. A
 * reader's bounds are wider, since what was taken comes within an envelope, and since messages were
 * stored before these bounds were set. Whatever makes a parser makes it from here.
 */
public final class JsonLimits {

  /** Arrays and objects in one another that are taken, the outermost object counted. */
  public static final int DEPTH_MAX = 100;

  /** Digits of a number in content that are taken, those of the fraction and exponent counted. */
  public static final int DIGITS_MAX = 1_000;

  /** Bytes of a name in content that are taken, in UTF-8. */
  public static final int NAME_BYTES_MAX = 8 * 1024;

  /** Characters of a string in content that are taken, where content may be so large. */
  public static final int STRING_MAX = 10_000_000;

  private static final int DEPTH_READ = 1_000;
  private static final int DIGITS_READ = 10_000; // of more, a number takes long to be made
  private static final int NAME_READ = 1024 * 1024;
  private static final int STRING_READ = 2 * STRING_MAX;

  private static final StreamReadConstraints READ =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_READ)
          .maxNumberLength(DIGITS_READ)
          .maxNameLength(NAME_READ)
          .maxStringLength(STRING_READ)
          .build();

  /** Of a service's request: every number of it is made, so all of them are bounded. */
  private static final StreamReadConstraints REQUEST =
      READ.rebuild().maxNestingDepth(DEPTH_MAX).maxNumberLength(DIGITS_MAX).build();

  private JsonLimits() {}

  /** For what others wrote: a message, an answer, what was stored. */
  public static StreamReadConstraints read() {
    return READ;
  }

  /** For the requests of services; what {@link ContentReader} checks in content comes on top. */
  public static StreamReadConstraints request() {
    return REQUEST;
  }

  /** For frames of clients, whose size bounds the rest, and whose content is checked as it goes. */
  static StreamReadConstraints frame(int depthMax) {
    return StreamReadConstraints.builder()
        .maxNestingDepth(depthMax)
        .maxNumberLength(Integer.MAX_VALUE)
        .maxNameLength(Integer.MAX_VALUE)
        .maxStringLength(Integer.MAX_VALUE)
        .build();
  }

  /**
   * A factory that remembers no names. By default Jackson keeps those it met, of whoever wrote them
   * and for good: names made to collide would fill the table until other names are refused.
   */
  public static JsonFactoryBuilder factory(StreamReadConstraints bounds) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(bounds)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
  }

  /** Which of the bounds was met, for people. */
  public static String excess(StreamConstraintsException failure) {
    String found = failure.getOriginalMessage();
    if (found.contains("nesting depth")) {
      return "nested deeper than " + DEPTH_MAX;
    }
    if (found.startsWith("Number value length")) {
      return "a number has at most " + DIGITS_MAX + " digits";
    }
    return "a name or a string is too long, or names are too much alike";
  }
}
