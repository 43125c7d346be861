package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.MarkerFile.Reading;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkerFileTest {
  private static final String UUID_A = "0b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01";
  private static final Marker MARKER =
      Marker.fresh(Instant.parse("2026-01-01T12:00:00Z"), "fs", "naa.5", "S 1", "m", "default");

  private final Libc libc = Libc.system();

  @TempDir Path home;

  @Test
  void shouldFindWhatItWroteAndLeaveNothingElse() throws IOException {
    try (Fd directory = directory()) {
      assertThat(MarkerFile.read(libc, directory)).isEqualTo(new Reading.None());

      assertThat(MarkerFile.write(libc, directory, MARKER)).isEqualTo(new Reading.Found(MARKER));
    }
    assertThat(Shell.run("stat", "-c", "%a %u", file().toString()).strip())
        .isEqualTo("600 " + libc.geteuid());
    assertThat(Files.readString(file()))
        .isEqualTo(
            """
            diskwright-identity 1
            uuid=%s
            created=2026-01-01T12:00:00Z
            filesystem=fs
            wwn=naa.5
            serial=S 1
            machine=m
            pool=default
            """
                .formatted(MARKER.uuid()));
    try (Stream<Path> all = Files.list(home)) {
      assertThat(all).containsExactly(file());
    }
  }

  @Test
  void shouldKeepTheFirstWhenManyWrite() throws Exception {
    ExecutorService many = Executors.newFixedThreadPool(8);
    try (Fd directory = directory()) {
      List<Callable<Reading>> writers =
          IntStream.range(0, 40)
              .<Callable<Reading>>mapToObj(
                  i ->
                      () ->
                          MarkerFile.write(
                              libc,
                              directory,
                              Marker.fresh(Instant.EPOCH, "fs" + i, "", "", "", "")))
              .toList();
      List<Reading> readings = many.invokeAll(writers).stream().map(MarkerFileTest::get).toList();

      assertThat(readings).hasSize(40).containsOnly(MarkerFile.read(libc, directory));
      assertThat(readings.getFirst()).isInstanceOf(Reading.Found.class);
    } finally {
      many.shutdown();
      assertThat(many.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldWriteItWhereThereAreNoNamelessFiles() throws IOException {
    Libc withoutTmpfile =
        new ForwardingLibc(libc) {
          @Override
          public Fd openat(Fd dir, String path, int flags, int mode) {
            if ((flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE) {
              throw new ErrnoException("openat", Errno.EOPNOTSUPP);
            }
            return super.openat(dir, path, flags, mode);
          }
        };
    try (Fd directory = directory()) {
      assertThat(MarkerFile.write(withoutTmpfile, directory, MARKER))
          .isEqualTo(new Reading.Found(MARKER));
    }
    try (Stream<Path> all = Files.list(home)) {
      assertThat(all).containsExactly(file());
    }
  }

  @Test
  @Timeout(10)
  void shouldTakeNothingElseForAMarker() throws IOException {
    Path other = home.resolve("other");
    Files.write(other, MARKER.bytes());
    Files.createSymbolicLink(file(), other);
    assertBad("symbolic link");

    Shell.run("mkfifo", file().toString());
    assertBad("no regular file");

    Files.createDirectory(file());
    assertBad("no regular file");

    Files.write(file(), MARKER.bytes());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertBad("another user");

    try (var large = new java.io.RandomAccessFile(file().toFile(), "rw")) {
      large.setLength(1L << 30);
    }
    assertBad("larger than 4096");

    Files.writeString(file(), "uuid=" + UUID_A);
    assertBad("not as Diskwright writes it");
  }

  @Test
  void shouldReadAnyBytesWithoutHarm() {
    Random random = new Random(7);
    byte[] good = MARKER.bytes();
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(3) + 1; n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      accepted += Marker.parse(bytes).filter(m -> !Marker.isUuid(m.uuid())).isPresent() ? 1 : 0;
      accepted += Marker.parse(cut).filter(m -> cut.length < good.length).isPresent() ? 1 : 0;
    }
    assertThat(accepted).isZero();
  }

  @Test
  void shouldNotLetAValueBecomeALine() {
    Marker hostile = Marker.fresh(Instant.EPOCH, "a\nuuid=x", "\u00e9", "x".repeat(999), "", "");

    assertThat(Marker.parse(hostile.bytes())).contains(hostile);
    assertThat(hostile.bytes()).hasSizeLessThan(4096);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'other,diskwright.id=0b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01', '" + UUID_A + "'",
    "'diskwright.id=nonsense', ''",
    "'diskwright.id=0b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01,diskwright.id="
        + "1b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01', ''"
  })
  void shouldFindTheTagOfAVolumeGroup(String tags, String uuid) {
    assertThat(Marker.ofTags(tags).orElse("")).isEqualTo(uuid);
  }

  private void assertBad(String why) throws IOException {
    try (Fd directory = directory()) {
      assertThat(MarkerFile.read(libc, directory))
          .isInstanceOfSatisfying(Reading.Bad.class, bad -> assertThat(bad.why()).contains(why));
      assertThat(MarkerFile.write(libc, directory, MARKER)).isInstanceOf(Reading.Bad.class);
    }
    Files.delete(file());
  }

  private static Reading get(Future<Reading> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Path file() {
    return home.resolve(MarkerFile.NAME);
  }

  private Fd directory() {
    return libc.openat(Fd.CWD, home.toString(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0);
  }
}
