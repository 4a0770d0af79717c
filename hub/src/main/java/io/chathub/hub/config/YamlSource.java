package io.chathub.hub.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a YAML file says: keys nested ({@code http:} above {@code port:}) or with dots ({@code
 * http.port:}), values as the text they are written as. Not thread safe: reads one file, once.
 */
final class YamlSource {

  private final Path file;
  private final List<Problem> problems;
  private final List<Given> givens = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private YamlSource(Path file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads the file, and notes what is wrong with it. Blocking. */
  static List<Given> read(Path file, List<Problem> problems) {
    YamlSource source = new YamlSource(file, problems);
    try (YAMLParser yaml = new YAMLFactory().createParser(Files.readAllBytes(file))) {
      source.document(yaml);
    } catch (JacksonException e) {
      source.isNoYaml(e);
    } catch (NoSuchFileException e) {
      source.problem("--config", "there is no such file");
    } catch (IOException e) {
      source.problem("--config", "cannot be read: " + e.getMessage());
    }
    return source.givens;
  }

  private void document(YAMLParser yaml) throws IOException {
    JsonToken root = yaml.nextToken();
    if (root == null || root == JsonToken.VALUE_NULL) {
      return;
    }
    if (root != JsonToken.START_OBJECT) {
      problem("the file", "must be keys with values");
      return;
    }
    section(yaml, "");
    if (yaml.nextToken() != null) {
      problem("the file", "must be one document");
    }
  }

  private void section(YAMLParser yaml, String prefix) throws IOException {
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + yaml.currentName();
      int line = line(yaml);
      switch (yaml.nextToken()) {
        case START_OBJECT -> section(yaml, name + ".");
        case START_ARRAY -> list(yaml, name, line);
        case VALUE_NULL -> {
          if (!Keys.isSection(name)) {
            give(name, List.of(""), false, line);
          }
        }
        default -> give(name, List.of(text(yaml)), false, line);
      }
    }
  }

  private void list(YAMLParser yaml, String name, int line) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean isFlat = true;
    for (JsonToken t = yaml.nextToken(); t != JsonToken.END_ARRAY; t = yaml.nextToken()) {
      if (t.isStructStart()) {
        isFlat = false;
        yaml.skipChildren();
      } else {
        texts.add(text(yaml));
      }
    }
    if (isFlat) {
      give(name, texts, true, line);
    } else {
      problems.add(new Problem(name, source(line), "must be a list of plain values"));
    }
  }

  private void give(String name, List<String> texts, boolean isList, int line) {
    Integer before = lines.putIfAbsent(name, line);
    if (before != null) {
      problems.add(new Problem(name, source(line), "was set in line " + before + " already"));
      return;
    }
    givens.add(new Given(name, texts, isList, source(line)));
  }

  private static String text(YAMLParser yaml) throws IOException {
    return yaml.currentToken() == JsonToken.VALUE_NULL ? "" : yaml.getText();
  }

  private static int line(YAMLParser yaml) {
    return yaml.currentTokenLocation().getLineNr();
  }

  private String source(int line) {
    return file + ":" + line;
  }

  /** Its own message would quote the line, which may hold a key. */
  private void isNoYaml(JacksonException e) {
    JsonLocation at = e.getLocation();
    problems.add(
        new Problem(
            "the file", at == null ? file.toString() : source(at.getLineNr()), "is no valid YAML"));
  }

  private void problem(String what, String rule) {
    problems.add(new Problem(what, file.toString(), rule));
  }
}
