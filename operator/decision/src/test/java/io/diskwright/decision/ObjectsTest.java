package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The objects that a real API server is given by another test: validation here must agree. */
class ObjectsTest {
  private static final Path DIRECTORY = Path.of("../../crds/src/test/resources/objects");

  /** What binding refuses: unknown constants and fields, and other types than the records say. */
  private static final Pattern REFUSED_BY_BINDING =
      Pattern.compile(
          "message: (Unsupported value|supported values|unknown field|must be of type|either a string"
              + " or integer)");

  @TestFactory
  Stream<DynamicTest> shouldAcceptWhatIsValid() throws IOException {
    return files("valid-")
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      String text = Files.readString(file);
                      boolean refused =
                          text.contains("# cli-exit: 2") && !text.contains("# not-there: ");
                      assertThat(problems(text).isEmpty())
                          .as("%s", problems(text))
                          .isEqualTo(!refused);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseWhatIsInvalid() throws IOException {
    return files("invalid-")
        .filter(file -> !REFUSED_BY_BINDING.matcher(read(file)).find())
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> assertThat(problems(read(file))).isNotEmpty()));
  }

  private static List<SpecValidator.Problem> problems(String text) {
    Yaml objects = Yaml.read(text);
    if (text.contains("kind: StoragePool")) {
      return SpecValidator.validate(objects.one(StoragePool.class));
    }
    if (text.contains("kind: VmDiskClass")) {
      return SpecValidator.validate(objects.one(VmDiskClass.class));
    }
    VmDiskImage image = objects.one(VmDiskImage.class);
    List<SpecValidator.Problem> problems = SpecValidator.validate(image);
    return problems.isEmpty()
            && Classes.withShipped(List.of()).resolve(image.getSpec())
                instanceof Resolution.Refused refused
        ? refused.problems()
        : problems;
  }

  /** Images, pools and classes; updates are not for one look, and nobody writes the other kinds. */
  private static Stream<Path> files(String prefix) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(DIRECTORY)) {
      files =
          all.filter(
                  file -> file.getFileName().toString().matches(prefix + "(image|pool|class)-.*"))
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    return files.stream();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
