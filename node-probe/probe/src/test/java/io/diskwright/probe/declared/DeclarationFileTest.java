package io.diskwright.probe.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Errno;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.declared.DeclarationFile.Reading;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is believed, and everything else that may stand there. */
class DeclarationFileTest {
  private static final String HEAD =
      """
      apiVersion: diskwright.io/v1alpha1
      kind: CapabilityDeclarations
      """;

  private static final String GOOD =
      HEAD
          + """
          # what the array behind this mount does
          capabilities:
          - name: Deduplication
            state: Present
            value: inline
            detail: "volume class gold"
          - {name: Compression, state: Absent}
          """;

  @TempDir Path home;

  private Path file() {
    return home.resolve(DeclarationFile.NAME);
  }

  private Reading read() {
    return read(Libc.system());
  }

  private Reading read(Libc libc) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;
    try (Fd directory = libc.openat(Fd.CWD, home.toString(), flags, 0)) {
      long start = System.nanoTime();
      Reading reading = DeclarationFile.read(libc, directory);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      return reading;
    }
  }

  private Path write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(byte[] bytes) {
    try {
      Path file = Files.write(file(), bytes);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal() {
    assertThat(read()).isInstanceOf(Reading.Invalid.class);
    return ((Reading.Invalid) read()).message();
  }

  private String refusal(String text) {
    write(text);
    return refusal();
  }

  @Test
  void shouldReadWhatIsDeclared() {
    assertThat(read()).isEqualTo(new Reading.None());
    write(GOOD);
    assertThat(read())
        .isEqualTo(
            new Reading.Declared(
                List.of(
                    new DeclaredCapability(
                        Capability.Deduplication,
                        CapabilityState.Present,
                        "inline",
                        EvidenceSource.MetadataFile,
                        "volume class gold"),
                    new DeclaredCapability(
                        Capability.Compression,
                        CapabilityState.Absent,
                        null,
                        EvidenceSource.MetadataFile,
                        null))));
    assertThat(read(new FaultyLibc().fail("openat2", 0, Errno.ENOSYS))).isEqualTo(read());
    write(HEAD + "capabilities: []\n");
    assertThat(read()).isEqualTo(new Reading.Declared(List.of()));
  }

  @Test
  void shouldNameFileLineAndField() {
    String name = DeclarationFile.NAME;
    assertThat(refusal(GOOD.replace("state: Present", "state: Maybe")))
        .isEqualTo(
            name + ", line 6, capabilities[0].state: is \"Maybe\"; write one of Present, Absent");
    assertThat(refusal(GOOD.replace("state: Absent", "state: Unknown")))
        .contains("line 9, capabilities[1].state: is \"Unknown\"");
    assertThat(refusal(GOOD.replace("Deduplication", "Dedup")))
        .contains("line 5, capabilities[0].name: is \"Dedup\"; write one of ThinProvisioning, ");
    assertThat(refusal(GOOD.replace("value:", "valeu:")))
        .startsWith(name + ", line 7, capabilities[0].valeu: is no field of this; write name, ");
    assertThat(refusal(GOOD + "extra: 1\n")).contains("line 10, extra: is no field");
    assertThat(refusal(GOOD + "kind: CapabilityDeclarations\n"))
        .contains("line 10, kind: is there twice, first on line 2");
    assertThat(refusal(GOOD + "- {name: Compression, state: Present}\n"))
        .contains("line 10, capabilities[2]: Compression is declared twice, first on line 9");
    assertThat(refusal(GOOD.replace("inline", "4096")))
        .contains("line 7, capabilities[0].value: must be text; write it in quotes: \"4096\"");
    assertThat(refusal(GOOD.replace("inline", "[a]")))
        .contains("capabilities[0].value: must be text");
    assertThat(refusal(GOOD.replace("  state: Present\n", "")))
        .contains("capabilities[0].state: is missing");
    assertThat(refusal(GOOD.replace("v1alpha1", "v2")))
        .contains("line 1, apiVersion: must be diskwright.io/v1alpha1");
    assertThat(refusal("kind: CapabilityDeclarations\n")).contains("apiVersion: must be");
    assertThat(refusal(HEAD)).contains("capabilities: is missing");
    assertThat(refusal(HEAD + "capabilities: {name: Cloning}\n")).contains("must be a list");
    assertThat(refusal(HEAD + "capabilities: [Cloning]\n")).contains("must have fields");
    assertThat(refusal("- a\n")).contains("line 1: must have fields");
    assertThat(refusal(GOOD.replace("volume class gold", "x".repeat(2000))))
        .contains("is longer than 1024");
  }

  @Test
  void shouldRefuseWhatIsNoSmallPlainDocument() {
    assertThat(refusal("")).contains("is empty");
    assertThat(refusal("# nothing\n")).contains("is empty");
    assertThat(refusal(GOOD + "---\n" + GOOD)).contains("begins another document");
    assertThat(refusal("a: [\n")).contains("is not YAML");
    assertThat(refusal("\tapiVersion: x\n")).contains("is not YAML");
    assertThat(refusal(GOOD.replace("inline", "!!binary aGk="))).contains("tags are not allowed");
    assertThat(refusal(GOOD.replace("inline", "!!js/undefined x")))
        .contains("tags are not allowed");
    assertThat(refusal("[".repeat(60_000))).contains("more than such a file has to say");
    assertThat(refusal("{a: ".repeat(15_000))).contains("more than such a file has to say");
    assertThat(refusal("? [a]\n: b\n")).contains("a field's name must be text");
    assertThat(refusal("- a\n".repeat(15_000))).contains("more than such a file has to say");
    String bomb = "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n";
    assertThat(refusal(bomb)).contains("line 1", "anchors and aliases are not allowed");
    assertThat(refusal("a: *nothing\n")).contains("anchors and aliases are not allowed");
    write(new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
    assertThat(refusal()).contains("is not UTF-8");
    write(GOOD.getBytes(StandardCharsets.UTF_16));
    assertThat(refusal()).contains("is not UTF-8");
    write(new byte[64 << 10]);
    assertThat(refusal()).contains("is not YAML");
  }

  @Test
  void shouldSurviveAnyBytes() {
    Random random = new Random(7);
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = good.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(i % 2 == 0 ? 128 : 256);
      }
      try {
        assertThat(DeclarationParser.parse(bytes)).hasSizeLessThan(3);
      } catch (DeclarationException e) {
        assertThat(e).hasMessageMatching("(?s)(, line \\d+)?.*");
      }
    }
  }

  @Test
  void shouldRefuseHugeFilesUnread() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(write(GOOD).toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    assertThat(refusal()).contains("is larger than 65536 bytes");
    write("#".repeat((64 << 10) + 1));
    assertThat(refusal()).contains("is larger than 65536 bytes");
    String padded = GOOD + "#".repeat((64 << 10) - GOOD.length() - 1) + "\n";
    write(padded);
    assertThat(read()).isInstanceOf(Reading.Declared.class);
  }

  @Test
  void shouldRefuseWhatIsNoFileOfOurs() throws IOException {
    Path real = Files.move(write(GOOD), home.resolve("real"));
    Files.createSymbolicLink(file(), real);
    assertThat(refusal()).contains("is a symbolic link");
    Files.delete(file());
    Files.createSymbolicLink(file(), Path.of("/dev/zero"));
    assertThat(refusal()).contains("is a symbolic link");
    Files.delete(file());
    Files.createDirectory(file());
    assertThat(refusal()).contains("is no regular file");
    Files.delete(file());
    Shell.run("mkfifo", file().toString());
    assertThat(refusal()).contains("is no regular file");
    Files.delete(file());
    write(GOOD);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(refusal()).contains("may be written by others");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--rw-"));
    assertThat(refusal()).contains("may be written by others");
  }

  @Test
  void shouldRefuseDevicesAndTheFilesOfOthers() throws IOException {
    Requires.root();
    Shell.run("mknod", file().toString(), "c", "1", "5");
    assertThat(refusal()).contains("is no regular file");
    Files.delete(file());
    write(GOOD);
    Shell.run("chown", "65534", file().toString());
    assertThat(refusal()).contains("belongs to the user 65534");
  }

  @Test
  void shouldSayWhyItCannotBeRead() {
    write(GOOD);
    for (String call : List.of("openat2", "pread", "statx")) {
      Reading reading = read(new FaultyLibc().fail(call, call.equals("statx") ? 1 : 0, Errno.EIO));
      assertThat(reading).isInstanceOf(Reading.Invalid.class).asString().contains("EIO");
    }
  }
}
