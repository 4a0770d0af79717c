package io.chathub.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The protocol's document: its text, its examples and what they are tagged with. */
record Document(String text, List<Example> examples) {

  private static final Path PATH = Path.of("docs", "PROTOCOL.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("^```([^\\n]*)\\n(.*?)\\n```$", Pattern.MULTILINE | Pattern.DOTALL);

  /**
   * @param kind the first word after {@code json}
   * @param of the second; empty where there is none
   */
  record Example(String kind, String of, String json, int line) {

    @Override
    public String toString() {
      return "line " + line + ": " + kind + " " + of;
    }
  }

  /** Found from the directory of the module, and from that of the whole. */
  static Document read() {
    Path path = Files.exists(PATH) ? PATH : Path.of("..").resolve(PATH);
    try {
      String text = Files.readString(path);
      return new Document(text, examples(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Example> of(String kind) {
    return examples.stream().filter(example -> example.kind.equals(kind)).toList();
  }

  private static List<Example> examples(String text) {
    List<Example> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(text);
    while (matcher.find()) {
      String[] words = matcher.group(1).split(" ", 3);
      if (words.length < 2 || !words[0].equals("json")) {
        throw new IllegalArgumentException("an example without a tag: " + matcher.group());
      }
      int line = 1 + (int) text.substring(0, matcher.start()).lines().count();
      examples.add(new Example(words[1], words.length < 3 ? "" : words[2], matcher.group(2), line));
    }
    return examples;
  }
}
