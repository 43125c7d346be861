package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the compiler does not check about the sources. */
final class SourcesTest {

  private static final int MOST_LINES = 400;
  private static final Pattern CODE = Pattern.compile(".*\\.(java|sh)|.*/bin/[^/.]+");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "pom.xml",
          "operator",
          "crds",
          "deploy",
          "node-probe",
          "e2e",
          "README.md",
          "LICENSE",
          "CONTRIBUTING.md",
          "target");

  private static final List<Path> SOURCES = new ArrayList<>();

  @BeforeAll
  static void findSources() throws IOException {
    Files.walkFileTree(
        Project.root(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
            String name = directory.getFileName().toString();
            return name.equals("target") || name.equals(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
            if (CODE.matcher(file.toString()).matches()) {
              SOURCES.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(SOURCES).hasSizeGreaterThan(100);
  }

  @Test
  void shouldBeShortWhenASourceFile() {
    assertThat(SOURCES)
        .allSatisfy(
            file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void shouldBeFinishedWhenASourceFile() {
    assertThat(SOURCES)
        .allSatisfy(
            file ->
                assertThat(Files.readAllLines(file))
                    .noneMatch(line -> UNFINISHED.matcher(line).find()));
  }

  @Test
  void shouldKeepTheTopLevelAsItIs() throws IOException {
    try (Stream<Path> entries = Files.list(Project.root())) {
      assertThat(entries)
          .map(entry -> entry.getFileName().toString())
          .filteredOn(name -> !name.startsWith("."))
          .allSatisfy(name -> assertThat(TOP_LEVEL).contains(name));
    }
  }
}
