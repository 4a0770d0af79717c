package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Makes parsers that know where in the bytes they are. They remember the field names that they met,
 * for the next ones; the names in a frame are the client's to choose, so beyond a bound all are
 * forgotten. Thread safe.
 */
public final class FrameParsers {

  /** Names remembered; ours are less than twenty. */
  static final int NAMES_MAX = 64;

  private final StreamReadConstraints bounds;
  private final boolean refusesCollisions;
  private volatile Factory factory;

  private FrameParsers(StreamReadConstraints bounds, boolean refusesCollisions) {
    this.bounds = bounds;
    this.refusesCollisions = refusesCollisions;
    this.factory = new Factory(bounds, refusesCollisions);
  }

  /** For what others ask: hundreds of names made to collide, which take long, are refused. */
  public static FrameParsers ofAsked(StreamReadConstraints bounds) {
    return new FrameParsers(bounds, true);
  }

  /** For what was taken before: it is read, whatever its names are. */
  public static FrameParsers ofTaken(StreamReadConstraints bounds) {
    return new FrameParsers(bounds, false);
  }

  public JsonParser parser(byte[] frame) throws IOException {
    if (factory.names() > NAMES_MAX) {
      factory = new Factory(bounds, refusesCollisions);
    }
    return factory.createParser(frame);
  }

  /** Names remembered now. */
  int names() {
    return factory.names();
  }

  private static final class Factory extends JsonFactory {

    private static final long serialVersionUID = 1L;

    private Factory(StreamReadConstraints bounds, boolean refusesCollisions) {
      super(
          new JsonFactoryBuilder()
              .streamReadConstraints(bounds)
              .configure(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW, refusesCollisions)
              // Else the JVM would remember them, too.
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES));
    }

    private int names() {
      return _byteSymbolCanonicalizer.size();
    }
  }
}
