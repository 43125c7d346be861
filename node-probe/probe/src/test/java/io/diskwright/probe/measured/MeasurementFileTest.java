package io.diskwright.probe.measured;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Costs;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.MeasuredWay;
import io.diskwright.planner.Measurements;
import io.diskwright.probe.measured.MeasurementFile.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept, and everything else that may stand there. */
class MeasurementFileTest {
  private static final Costs COSTS = new Costs(512, 10, 20, 30, 40, 0, 50, 60, 70, 80, 9, 0.05);
  private static final PlaceMeasured PLACE =
      new PlaceMeasured(
          "9f1c",
          "noatime,compress=zstd:3",
          new Measurements(
              "2026-05-01",
              "6.18.44",
              "7.2.22",
              List.of(
                  new MeasuredWay(
                      ImageFormat.qcow2, new TreeMap<>(Map.of("preallocation", "metadata")), COSTS),
                  new MeasuredWay(ImageFormat.raw, new TreeMap<>(), COSTS))));

  @TempDir private Path home;

  private Path file() {
    return home.resolve(MeasurementFile.NAME);
  }

  private Reading read() {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;
    try (Fd directory = Libc.system().openat(Fd.CWD, home.toString(), flags, 0)) {
      return MeasurementFile.read(Libc.system(), directory);
    }
  }

  private String text() throws IOException {
    MeasurementFile.write(Libc.system(), home, PLACE);
    return Files.readString(file());
  }

  private Reading readAs(String text) throws IOException {
    Files.writeString(file(), text);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    return read();
  }

  @Test
  void shouldReadWhatItWrote() {
    assertThat(read()).isEqualTo(new Reading.None());
    MeasurementFile.write(Libc.system(), home, PLACE);
    assertThat(read()).isEqualTo(new Reading.Measured(PLACE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "diskwright-measurements 1 | diskwright-measurements 2 | line 1: is not as Diskwright",
        "raw:                      | rawest:                   | unknown format 'rawest'",
        "raw: 512 10               | raw: 512 NaN              | firstWriteIops: 'NaN'",
        "raw: 512 10               | raw: 512 -1               | firstWriteIops: -1 must be above",
        "raw: 512 10               | raw: 512 1e400            | is not finite",
        "raw: 512                  | raw:                      | has 11 values instead of 12",
        "kernel: 6.18.44           | kernel 6.18.44            | line 5: is not of the form",
        "filesystem: 9f1c          | filesystems: 9f1c         | the place is not named",
        "kernel: 6.18.44           | date: 2026-05-01          | line 5: says again",
        "preallocation=metadata    | preallocation             | is not of the form key=value"
      })
  void shouldRefuseWhatNobodyMeasured(String right, String wrong, String why) throws IOException {
    // Given
    String changed = text().replace(right.strip(), wrong.strip());
    assertThat(changed).isNotEqualTo(text());
    // When
    Reading reading = readAs(changed);
    // Then
    assertThat(reading).isInstanceOf(Reading.Invalid.class);
    assertThat(((Reading.Invalid) reading).message())
        .startsWith(MeasurementFile.NAME)
        .contains(why.strip())
        .endsWith("; run diskwright calibrate anew, or remove it");
  }

  @Test
  void shouldRefuseWhatOthersMayWriteAndWhatIsTooLong() throws IOException {
    text();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(read().toString()).contains("may be written by others");
    assertThat(readAs("x".repeat(MeasurementFile.LARGEST + 1)).toString()).contains("is larger");
  }

  @Test
  void shouldNeverFailWhateverStandsThere() throws IOException {
    Random random = new Random(20260101);
    byte[] good = text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      for (int j = random.nextInt(6); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), bad);
      assertThat(read()).isNotNull();
    }
  }

  @Test
  void shouldHoldOnlyForThePlaceKernelAndQemuItWasMeasuredWith() {
    Map<String, String> properties =
        Map.of("kernel", "6.18.44", "mountOptions", "noatime,compress=zstd:3");
    assertThat(PLACE.difference("9f1c", properties, "7.2.22")).isEmpty();
    assertThat(PLACE.difference("9f1c", properties, "")).isEmpty();
    assertThat(PLACE.difference("other", properties, "7.2.22"))
        .hasValue("on the file system 9f1c, which is other now");
    assertThat(PLACE.difference("9f1c", properties, "9.0.0"))
        .hasValue("with QEMU 7.2.22, which is 9.0.0 now");
    assertThat(PLACE.difference("9f1c", Map.of("kernel", "5.4"), "7.2.22"))
        .hasValueSatisfying(
            all ->
                assertThat(all)
                    .contains("mounted with noatime,compress=zstd:3, which is (none) now")
                    .contains("under the kernel 6.18.44, which is 5.4 now"));
  }
}
