package io.chathub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the jar to {@code docs/WHAT-IS-INSIDE.md}. Whose a file of the jar is, the class path
 * tells: the same file, byte for byte, is in an artifact there.
 */
class WhatIsInsideIT {

  private static final Path JAR = Path.of("target", "chathub.jar");
  private static final String LICENSES = "META-INF/licenses/";
  private static final Pattern ARTIFACT =
      Pattern.compile("(?m)^\\| `([\\w.-]+):([\\w-]+)` \\| (\\S+) \\| ([^|]+) \\|");
  private static final Pattern NATIVE_ROW = Pattern.compile("(?m)^\\| `(\\S+\\.[a-z]+)` \\|");
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib)");
  private static final Pattern LICENSE =
      Pattern.compile("(META-INF/)?[\\w-]*(LICENSE|NOTICE|COPYING|THIRD-PARTY)[\\w.-]*");
  private static final Pattern TEXT_OF_LICENSE = Pattern.compile("`([\\w-]+/)`");

  private static Contents jar;
  private static String page;
  private static List<Contents> bundled;

  /** The files of an archive, by name, with their checksums. */
  private record Contents(Path path, Map<String, Long> checksums) {

    static Contents of(Path path) {
      try (ZipFile zip = new ZipFile(path.toFile())) {
        return new Contents(
            path,
            zip.stream()
                .filter(entry -> !entry.isDirectory())
                .collect(Collectors.toMap(ZipEntry::getName, ZipEntry::getCrc, (a, b) -> a)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean has(String name, long checksum) {
      return Long.valueOf(checksum).equals(checksums.get(name));
    }

    List<String> names(Predicate<String> wanted) {
      return checksums.keySet().stream().filter(wanted).sorted().toList();
    }

    String text(String name) throws IOException {
      try (ZipFile zip = new ZipFile(path.toFile());
          var in = zip.getInputStream(zip.getEntry(name))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @BeforeAll
  static void look() throws IOException {
    jar = Contents.of(JAR);
    page = jar.text(LICENSES + "WHAT-IS-INSIDE.md");
    List<Contents> artifacts =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar"))
            .map(Path::of)
            .filter(WhatIsInsideIT::isOfRepository)
            .map(Contents::of)
            .toList();
    bundled = new ArrayList<>();
    Map<String, Set<Contents>> owners = owners(artifacts);
    for (Contents artifact : artifacts) {
      if (owners.values().stream().anyMatch(Set.of(artifact)::equals)) {
        bundled.add(artifact);
      }
    }
  }

  /** {@code …/artifact/version/artifact-version.jar} */
  private static boolean isOfRepository(Path path) {
    String version = String.valueOf(path.getParent().getFileName());
    String artifact = String.valueOf(path.getParent().getParent().getFileName());
    return path.getFileName().toString().startsWith(artifact + "-" + version);
  }

  /** Of each class and native file of the jar that is not the hub's own. */
  private static Map<String, Set<Contents>> owners(List<Contents> artifacts) {
    Map<String, Set<Contents>> owners = new HashMap<>();
    jar.checksums()
        .forEach(
            (name, checksum) -> {
              if (isCode(name)) {
                Set<Contents> of = new HashSet<>();
                artifacts.stream().filter(each -> each.has(name, checksum)).forEach(of::add);
                assertThat(of).as("whose is %s?", name).isNotEmpty();
                owners.put(name, of);
              }
            });
    return owners;
  }

  private static boolean isCode(String name) {
    return (name.endsWith(".class") || NATIVE.matcher(name).matches())
        && !name.startsWith("io/chathub/");
  }

  @Test
  void eachArtifactIsNamedWithItsVersionAndLicense() {
    List<String> named =
        ARTIFACT
            .matcher(page)
            .results()
            .map(
                row -> String.join("/", row.group(1).replace('.', '/'), row.group(2), row.group(3)))
            .toList();
    List<Path> unnamed =
        bundled.stream()
            .map(Contents::path)
            .filter(path -> named.stream().noneMatch(path.getParent()::endsWith))
            .toList();
    List<String> gone =
        named.stream()
            .filter(
                name -> bundled.stream().noneMatch(one -> one.path().getParent().endsWith(name)))
            .toList();

    assertThat(unnamed).as("in the jar, not on the page").isEmpty();
    assertThat(gone).as("on the page, not in the jar").isEmpty();
  }

  @Test
  void eachNativeFileIsNamed() {
    Set<String> named =
        NATIVE_ROW
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .filter(name -> NATIVE.matcher(name).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(jar.names(name -> NATIVE.matcher(name).matches())).isEqualTo(List.copyOf(named));
  }

  @Test
  void noLicenseAndNoNoticeIsLost() throws IOException {
    Set<String> texts = new HashSet<>();
    for (String name : jar.names(name -> isText(name))) {
      texts.add(plain(jar.text(name)));
    }
    List<String> lost = new ArrayList<>();
    for (Contents artifact : bundled) {
      for (String name : artifact.names(name -> LICENSE.matcher(name).matches())) {
        if (!texts.contains(plain(artifact.text(name)))) {
          lost.add(artifact.path() + "!" + name);
        }
      }
    }

    assertThat(lost).isEmpty();
  }

  private static boolean isText(String name) {
    return name.startsWith(LICENSES) || LICENSE.matcher(name).matches();
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").trim();
  }

  @Test
  void theTextsThatThePageNamesAreThere() {
    assertThat(jar.checksums()).containsKeys(LICENSES + "Apache-2.0.txt", LICENSES + "EPL-2.0.md");
    List<MatchResult> rows = ARTIFACT.matcher(page).results().toList();
    assertThat(rows).isNotEmpty();
    for (MatchResult row : rows) {
      for (MatchResult folder : TEXT_OF_LICENSE.matcher(row.group(4)).results().toList()) {
        assertThat(jar.names(name -> name.startsWith(LICENSES + folder.group(1))))
            .as(row.group())
            .isNotEmpty();
      }
    }
  }
}
