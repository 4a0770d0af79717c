package io.chathub.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Makes parsers for frames. Parsers remember the field names that they met, for the next ones; the
 * names in a frame are the client's to choose, so beyond a bound all are forgotten. Thread safe.
 */
final class FrameParsers {

  /** Names remembered; ours are less than twenty. */
  static final int NAMES_MAX = 64;

  private final int depthMax;
  private volatile Factory factory;

  FrameParsers(int depthMax) {
    this.depthMax = depthMax;
    this.factory = new Factory(depthMax);
  }

  JsonParser parser(byte[] frame) throws IOException {
    if (factory.names() > NAMES_MAX) {
      factory = new Factory(depthMax);
    }
    return factory.createParser(frame);
  }

  /** Names remembered now. */
  int names() {
    return factory.names();
  }

  private static final class Factory extends JsonFactory {

    private static final long serialVersionUID = 1L;

    private Factory(int depthMax) {
      super(
          new JsonFactoryBuilder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(depthMax)
                      // The frame's size is the bound of these.
                      .maxNumberLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              // Else the JVM would remember them, too.
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES));
    }

    private int names() {
      return _byteSymbolCanonicalizer.size();
    }
  }
}
