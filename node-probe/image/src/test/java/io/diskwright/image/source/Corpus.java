package io.diskwright.image.source;

import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hostile images that {@code corpus/corpus.py} makes. */
final class Corpus {
  /** Stands for a reason where an image is a good one. */
  static final String ACCEPTED = "accepted";

  private static final List<String> SCRIPTS =
      List.of(
          "corpus.py",
          "common.py",
          "qcow2.py",
          "qed.py",
          "vmdk.py",
          "vdi.py",
          "vhdx.py",
          "vpc.py",
          "unnamed.py");

  /**
   * One of them.
   *
   * @param format to be named, or null
   * @param reason for which it has to be refused, in part
   */
  record Case(Path file, @Nullable ImageFormat format, String reason) {
    boolean good() {
      return reason.equals(ACCEPTED);
    }
  }

  private Corpus() {}

  /** Makes them in {@code directory}; those that reach for another file name {@code canary}. */
  static List<Case> make(Path directory, Path canary) throws Exception {
    Requires.command("python3");
    Path scripts = Files.createDirectory(directory.resolve("scripts"));
    for (String name : SCRIPTS) {
      try (InputStream in = Corpus.class.getResourceAsStream("corpus/" + name)) {
        Files.copy(Objects.requireNonNull(in), scripts.resolve(name));
      }
    }
    Shell.run(
        "python3",
        "-B",
        scripts.resolve(SCRIPTS.getFirst()).toString(),
        directory.toString(),
        canary.toString());
    return Files.readAllLines(directory.resolve("expected.tsv")).stream()
        .map(line -> line.split("\t"))
        .map(
            f ->
                new Case(
                    directory.resolve(f[0]),
                    f[1].equals("-") ? null : ImageFormat.valueOf(f[1]),
                    f[2]))
        .toList();
  }
}
