package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Folders of {@code in-x.yaml}, each with the {@code out-x.yaml} it must give; run with {@code
 * -Dgolden.update=true} to write them anew, and read the difference.
 */
class GoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  @TestFactory
  Stream<DynamicTest> shouldFillInDefaults() throws IOException {
    return cases("demands", objects -> Demands.of(objects.one(VmDiskImage.class)));
  }

  @TestFactory
  Stream<DynamicTest> shouldTellWhatIsKnownOfADevice() throws IOException {
    return cases(
        "facts",
        objects ->
            Facts.of(
                objects.one(StorageDevice.class),
                objects.all(StoragePool.class).stream().findFirst().orElse(null),
                0));
  }

  @TestFactory
  Stream<DynamicTest> shouldOrderWhatWasDecided() throws IOException {
    return cases(
        "orders",
        objects -> {
          VmDiskImage image = objects.one(VmDiskImage.class);
          return Orders.order(
              image,
              Objects.requireNonNull(image.getStatus().decision()),
              objects.one(StorageDevice.class));
        });
  }

  @Test
  void shouldUseEveryFile() throws IOException {
    for (String folder : List.of("demands", "facts", "orders")) {
      TreeSet<String> names = new TreeSet<>();
      inputs(folder)
          .forEach(
              in -> {
                names.add(in.getFileName().toString());
                names.add(out(in).getFileName().toString());
              });
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as(folder)
            .containsExactlyInAnyOrderElementsOf(names);
      }
    }
    try (Stream<Path> folders = Files.list(ROOT)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrder("demands", "facts", "orders");
    }
  }

  private static Stream<DynamicTest> cases(String folder, Function<Yaml, Object> made)
      throws IOException {
    return inputs(folder).stream()
        .map(
            in ->
                DynamicTest.dynamicTest(
                    in.getFileName().toString(),
                    () -> {
                      String actual = Yaml.write(made.apply(Yaml.read(Files.readString(in))));
                      if (UPDATE) {
                        Files.writeString(out(in), actual);
                      }
                      assertThat(actual).isEqualTo(Files.readString(out(in)));
                    }));
  }

  private static List<Path> inputs(String folder) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      List<Path> inputs =
          files.filter(file -> file.getFileName().toString().startsWith("in-")).sorted().toList();
      assertThat(inputs).as(folder).isNotEmpty();
      return inputs;
    }
  }

  private static Path out(Path in) {
    return in.resolveSibling(in.getFileName().toString().replaceFirst("^in-", "out-"));
  }
}
