package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images made from other images on one machine. */
final class SourcesIT {
  @TempDir Path directory;
  private String pool = "";
  private Path source = Path.of("/");

  @BeforeEach
  void makeSource() throws Exception {
    Requires.command("qemu-img");
    pool = directory.resolve("pool").toString();
    Path raw = Files.write(directory.resolve("raw"), new byte[1 << 20]);
    Files.write(raw, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Shell.run("truncate", "-s", "8M", raw.toString());
    source = directory.resolve("source");
    Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", source + "");
  }

  private static String image(String spec) {
    return "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImage\nmetadata: {name: x}\nspec: {"
        + spec
        + "}\n";
  }

  private Run apply(String spec) {
    return Run.with(image(spec), "apply", "-f", "-", "--target", pool, "-o", "json");
  }

  private String fromSource() {
    return "source: {file: {path: " + source + "}}";
  }

  @Test
  void shouldTakeItsSizeFromTheSourceAndHoldWhatThatHolds() {
    Run run = apply(fromSource() + ", formats: [raw]");

    assertThat(run.err()).isEmpty();
    assertThat(run.json().at("/spec/size").asText()).isEqualTo("8Mi");
    String path = run.json().at("/status/allocation/path").asText();
    assertThat(
            Shell.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", source.toString(), path))
        .contains("identical");
  }

  @Test
  void shouldChangeNothingWhenAppliedAgainAlsoWithoutItsSource() throws Exception {
    Run first = apply(fromSource());
    Files.delete(source);

    Run again = apply(fromSource());

    assertThat(again.err()).isEmpty();
    assertThat(again.json()).isEqualTo(first.json());
  }

  @Test
  void shouldKeepASizeItHasGrownTo() {
    apply(fromSource() + ", formats: [raw]");
    assertThat(Run.of("resize", "default/x", "16Mi", "--target", pool).exitCode()).isZero();

    Run again = apply(fromSource() + ", formats: [raw]");

    assertThat(again.err()).isEmpty();
    assertThat(again.json().at("/spec/size").asText()).isEqualTo("16Mi");
  }

  @Test
  void shouldRefuseToFillAnImageAnew() {
    apply(fromSource());

    Run other = apply("size: 8Mi");

    assertThat(other.exitCode()).isEqualTo(3);
    assertThat(other.err()).contains("spec.source", "changed since");
  }

  @Test
  void shouldSayWhereAndWhyWhenTheSourceIsSmallerThanAsked() {
    Run run = apply(fromSource() + ", size: 4Mi");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("8388608", "4194304", "spec.size", "Nothing was left");
    assertThat(Run.of("get", "--target", pool).out()).doesNotContain("default/x");
  }

  @Test
  void shouldAskForASizeThatNobodyTells() {
    Path raw = directory.resolve("raw");
    Shell.run("gzip", raw.toString());

    Run run = apply("source: {file: {path: " + raw + ".gz}}");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("standard input:4:", "spec.size: is missing");
    assertThat(apply("size: 8Mi, source: {file: {path: " + raw + ".gz}}").err()).isEmpty();
  }

  private static String named(String name, String spec) {
    return image(spec).replace("{name: x}", "{name: " + name + "}") + "---\n";
  }

  private Run both(String first, String second) {
    return Run.with(first + second, "apply", "-f", "-", "--target", pool, "-o", "json");
  }

  @Test
  void shouldBeginAsACopyOfAnotherImageAlsoWhenBothAreNew() throws Exception {
    String golden = named("golden", fromSource() + ", formats: [raw]");
    String copy = named("copy", "source: {image: {name: golden}}, formats: [qcow2]");

    Run run = both(golden, copy);

    assertThat(run.err()).isEmpty();
    var made = run.json().at("/items/1");
    assertThat(made.at("/spec/size").asText()).isEqualTo("8Mi");
    assertThat(made.at("/status/decision/because").toString()).contains("of default/golden");
    assertThat(
            Shell.run(
                "qemu-img",
                "compare",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                source.toString(),
                made.at("/status/allocation/path").asText()))
        .contains("identical");

    assertThat(Run.of("delete", "default/golden", "--target", pool).exitCode()).isZero();
    Run again = Run.with(copy, "apply", "-f", "-", "--target", pool, "-o", "json");
    assertThat(again.err()).isEmpty();
    assertThat(again.json()).isEqualTo(made);
  }

  @Test
  void shouldSayThatThereIsNoSuchImage() {
    Run self = both("", named("a", "size: 8Mi, source: {image: {name: a}}"));
    assertThat(self.exitCode()).isEqualTo(3);
    assertThat(self.err()).contains("names the image itself");

    Run none = both("", named("a", "size: 8Mi, source: {image: {name: b}}"));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).contains("there is no image default/b", "put it before this one");

    Run sizeless = both("", named("a", "source: {image: {name: b}}"));
    assertThat(sizeless.exitCode()).isEqualTo(2);
    assertThat(sizeless.err()).contains("there is no image default/b that tells it");
  }

  @Test
  void shouldSayThatASourceIsNotThere() {
    Run run = apply("source: {file: {path: /nowhere/at/all}}");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("spec.source: The source /nowhere/at/all is not there");
  }
}
