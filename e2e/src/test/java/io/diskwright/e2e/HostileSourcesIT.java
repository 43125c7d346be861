package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The corpus of hostile images, handed to the command line as sources, watched by strace. */
final class HostileSourcesIT {
  private static final Path CORPUS =
      Project.path(
          "node-probe/image/src/test/resources/io/diskwright/image/source/corpus/corpus.py");
  private static final String GOOD = "accepted";
  private static final Pattern OPENED =
      Pattern.compile("(?:open|openat|openat2|creat)\\([^\"]*\"([^\"]*)\"(.*)");

  /** Where a JVM and a shell write that have nothing to do with images. */
  private static final Pattern OWN =
      Pattern.compile(
          "/dev/(?:null|tty)|/proc/self/.*|/proc/\\d+/.*|.*/(?:jna|hsperf|libzstd-jni|JNA/temp/).*");

  /** Refused before anybody looks for headers in them: empty, or no stream to be unpacked. */
  private static final Set<String> UNPACKED =
      Set.of("guess-gzip", "guess-xz", "guess-zstd", "guess-empty");

  /** Those of {@link #UNPACKED} fail while they are worked on, which weighs more than refusals. */
  private static final int FAILED_OF_ALL = 1;

  private record Case(String name, String format, String reason) {}

  private static List<Case> corpus(Path directory, Path canary) throws IOException {
    Shell.run("python3", "-B", CORPUS.toString(), directory.toString(), canary.toString());
    return Files.readAllLines(directory.resolve("expected.tsv")).stream()
        .map(line -> line.split("\t"))
        .map(f -> new Case(f[0], f[1], f[2]))
        .toList();
  }

  private static String order(Path directory, Case image) {
    String format = image.format().equals("-") ? "" : ", format: " + image.format();
    return "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImage\nmetadata: {name: "
        + image.name()
        + "}\n"
        + "spec: {size: 64Mi, formats: [raw], tradeoffs: {performance: 0}, source: {file: {path: "
        + directory.resolve(image.name())
        + format
        + "}}}\n---\n";
  }

  @Test
  void shouldRefuseEachAndReachNothingWhenHostileImagesAreApplied() throws Exception {
    Requires.command("python3");
    Requires.command("strace");
    try (LoopFilesystem filesystem = LoopFilesystem.of("xfs").bytes(40L << 30).make()) {
      // Given
      Path home = filesystem.directory();
      Path canary = Files.writeString(home.resolve("canary"), "secret");
      Path images = Files.createDirectory(home.resolve("images"));
      Path pool = home.resolve("pool");
      List<Case> cases = corpus(images, canary);
      List<Case> hostile = cases.stream().filter(image -> !image.reason().equals(GOOD)).toList();
      assertThat(hostile).hasSizeGreaterThan(150);
      StringBuilder orders = new StringBuilder();
      cases.forEach(image -> orders.append(order(images, image)));
      Path file = Files.writeString(home.resolve("orders.yaml"), orders);
      Path trace = home.resolve("trace");

      // When
      ProcessBuilder builder =
          new ProcessBuilder(
              "strace",
              "-f",
              "-qq",
              "-s",
              "300",
              "-e",
              "trace=open,openat,openat2,creat,connect,unlink,unlinkat,rename,renameat,renameat2",
              "-o",
              trace.toString(),
              Project.path("node-probe/bin/diskwright").toString(),
              "apply",
              "-f",
              file.toString(),
              "--target",
              pool.toString());
      builder.environment().put("DISKWRIGHT_NO_BUILD", "1");
      Path said = home.resolve("said");
      Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
      process.getOutputStream().close();
      int code = process.waitFor();

      // Then
      String output = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(code).as(output).isEqualTo(FAILED_OF_ALL);
      List<String> lines = output.lines().toList();
      List<Case> unsaid = new ArrayList<>(hostile);
      unsaid.removeIf(
          image ->
              lines.stream()
                  .anyMatch(
                      l ->
                          l.contains("default/" + image.name() + ":")
                              && (UNPACKED.contains(image.name()) || l.contains(image.reason()))));
      assertThat(unsaid).as(output).isEmpty();
      assertReachedNothing(Files.readAllLines(trace, StandardCharsets.ISO_8859_1), canary, pool);
      assertThat(canary).hasContent("secret");
      assertThat(made(pool)).hasSize(cases.size() - hostile.size());
    }
  }

  private static void assertReachedNothing(List<String> calls, Path canary, Path pool) {
    assertThat(calls).noneMatch(call -> call.contains(canary.toString()));
    assertThat(calls).noneMatch(call -> call.contains("connect(") && call.contains("AF_INET"));
    List<String> outside = new ArrayList<>();
    for (String call : calls) {
      Matcher opened = OPENED.matcher(call);
      if (!opened.find() || !opened.group(2).matches(".*O_(WRONLY|RDWR|CREAT|TRUNC).*")) {
        continue;
      }
      String path = opened.group(1);
      boolean absolute = path.startsWith("/"); // else below a directory that was opened before
      boolean failed = call.contains(" = -1 ");
      if (absolute && !failed && !path.startsWith(pool + "/") && !OWN.matcher(path).matches()) {
        outside.add(call);
      }
    }
    assertThat(outside).isEmpty();
  }

  private static List<Path> made(Path pool) throws IOException {
    try (var files = Files.walk(pool)) {
      return files.filter(path -> path.getFileName().toString().equals("disk.img")).toList();
    }
  }
}
