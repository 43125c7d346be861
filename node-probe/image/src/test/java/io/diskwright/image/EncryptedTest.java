package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LUKS in qcow2 and around raw, judged by qemu-img, by qemu-io, and by reading the device below.
 */
class EncryptedTest {
  private static final String PASSPHRASE = "correct horse battery staple";
  private static final byte[] LUKS = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};

  @TempDir Path home;
  private final Allocator allocator = Allocator.system();
  private final KeyFile keys = new KeyFile(Libc.system());

  @BeforeEach
  void needsQemu() {
    Requires.command("qemu-img");
    Requires.command("qemu-io");
  }

  @ParameterizedTest
  @CsvSource({
    "qcow2, Thin, off",
    "qcow2, MetadataPreallocated, metadata",
    "qcow2, Preallocated, falloc",
    "qcow2, Preallocated, full",
    "raw, Thin, off",
    "raw, Preallocated, falloc",
    "raw, Preallocated, full"
  })
  void shouldMakeWhatOnlyTheKeyOpens(
      ImageFormat format, AllocationPolicy policy, String preallocation) throws Exception {
    // Given
    ImageOrder order = order(home, format, policy, "preallocation", preallocation);

    // When
    Path file;
    String passphrase;
    try (ImageKey key = ImageKey.generate()) {
      file = allocator.make(order, key, Progress.NONE).path();
      passphrase = new String(key.line(), StandardCharsets.US_ASCII).strip();
    }

    // Then
    JsonNode info =
        new ObjectMapper()
            .readTree(Shell.run("qemu-img", "info", "--output=json", file.toString()))
            .at("/format-specific/data" + (format == ImageFormat.raw ? "" : "/encrypt"));
    assertThat(info.path("cipher-alg").asText()).isEqualTo("aes-256");
    assertThat(info.path("cipher-mode").asText()).isEqualTo("xts");
    assertThat(Verifier.system().verify(order)).isInstanceOf(Verification.Verified.class);
    assertThat(io(format, file, passphrase, "write -P 0x5a 1M 64k", "read -P 0x5a 1M 64k"))
        .doesNotContain("verification failed");
    assertThat(Shell.run("sh", "-c", "grep -c ZZZZZZZZ " + file + " || true").strip())
        .isEqualTo("0");
    assertThatThrownBy(() -> io(format, file, "wrong", "read 0 512"))
        .hasMessageContaining("Invalid password");
  }

  @Test
  void shouldShowNobodyTheKey() throws Exception {
    // Given
    List<List<String>> commands = new ArrayList<>();
    ProcessRunner real = new ProcessRunner();
    CommandRunner recording =
        (command, timeout, goOn) -> {
          commands.add(command);
          return real.run(command, timeout, goOn);
        };
    Allocator watched = new Allocator(Libc.system(), new QemuImg(recording, "qemu-img"));

    // When
    try (ImageKey key = given(PASSPHRASE)) {
      watched.make(order(home, ImageFormat.qcow2, AllocationPolicy.Thin), key, Progress.NONE);
    }

    // Then
    assertThat(commands).anyMatch(command -> command.contains("create"));
    assertThat(commands.toString()).contains("file=/proc/").doesNotContain("correct horse");
    String found = Shell.run("sh", "-c", "grep -rl 'correct horse' " + home + " || true");
    assertThat(found).isEmpty();
    assertThat(ImageKey.generate()).hasToString("a key");
  }

  @Test
  void shouldRefuseToMakeItWithoutAKeyAndLeaveNothing() throws IOException {
    assertThatThrownBy(
            () ->
                allocator.make(
                    order(home, ImageFormat.qcow2, AllocationPolicy.Thin), null, Progress.NONE))
        .hasMessageContaining("it is to be encrypted; give its key");
    assertThat(names(home)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"raw", "qcow2"})
  void shouldGrowWithItsKeyAndNotWithAnother(ImageFormat format) throws Exception {
    ImageOrder order = order(home, format, AllocationPolicy.Preallocated);
    ImageOrder larger = order.withSize(16 * MIB);
    try (ImageKey key = ImageKey.generate();
        ImageKey wrong = ImageKey.generate()) {
      allocator.make(order, key, Progress.NONE);

      assertThatThrownBy(() -> Grower.system().grow(larger, wrong, Progress.NONE))
          .hasMessageContaining("Invalid password")
          .hasMessageEndingWith("The image is as it was.");
      assertThatThrownBy(() -> Grower.system().grow(larger, Progress.NONE))
          .hasMessageContaining("it is encrypted; give its key");
      assertThat(Grower.system().grow(larger, key, Progress.NONE).virtualBytes())
          .isEqualTo(16 * MIB);
    }
    assertThat(Verifier.system().verify(larger)).isInstanceOf(Verification.Verified.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"raw", "qcow2"})
  void shouldLeaveNoKeyOnTheDeviceWhenItIsDeleted(ImageFormat format) throws Exception {
    Requires.root();
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").make()) {
      // Given
      Path pool = Files.createDirectory(filesystem.directory().resolve("pool"));
      Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rwx------"));
      ImageOrder order = order(pool, format, AllocationPolicy.Thin);
      Path file;
      try (ImageKey key = ImageKey.generate()) {
        file = allocator.make(order, key, Progress.NONE).path();
      }
      LuksHeader header = header(format, file);
      assertThat(header.activeSlots()).isOne();
      Shell.run("sync", "-f", pool.toString());
      assertThat(occurrences(filesystem.image(), LUKS)).isPositive();
      byte[] material = bytes(file, header.offset() + 4096, 4096);
      assertThat(occurrences(filesystem.image(), material)).isPositive();

      // When
      allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true);

      // Then
      Shell.run("sync", "-f", pool.toString());
      assertThat(occurrences(filesystem.image(), LUKS)).isZero();
      assertThat(occurrences(filesystem.image(), material)).isZero();
    }
  }

  @Test
  void shouldCallItDriftWhenTheKeysWereWipedOrTheOrderIsOfAnotherKind() throws Exception {
    ImageOrder order = order(home, ImageFormat.qcow2, AllocationPolicy.Thin);
    Path file;
    try (ImageKey key = ImageKey.generate()) {
      file = allocator.make(order, key, Progress.NONE).path();
    }
    ImageOrder plain =
        Orders.order(order.uid(), home, ImageFormat.qcow2, AllocationPolicy.Thin, 8 * MIB);
    assertThat(drift(plain)).contains("is encrypted, other than ordered");

    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(header(ImageFormat.qcow2, file).offset() + 208); // the first key slot's state
      raw.writeInt(0x0000DEAD);
    }
    assertThat(drift(order)).contains("no passphrase opens it any more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--"})
  void shouldTakeNoKeyThatOthersCanRead(String mode) throws Exception {
    Path file = Files.writeString(home.resolve("key"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> keys.read(file))
        .hasMessageContaining("can be reached by others")
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "''|is empty",
        "two\\nlines|holds a line break or a zero byte",
        "nul\\0inside|holds a line break or a zero byte",
        "\\377\\376|is not text"
      })
  void shouldTakeNoKeyThatQemuWouldNotTake(String text, String why) throws Exception {
    Path file = home.resolve("key");
    Shell.run("sh", "-c", "umask 077; printf \"" + text.replace("''", "") + "\" > " + file);

    assertThatThrownBy(() -> keys.read(file)).hasMessageContaining(file + ": The key " + why);
  }

  @Test
  void shouldTakeNoKeyFromALinkAndWriteNoneOverAFile() throws Exception {
    Path file = home.resolve("key");
    keys.create(file).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).hasSize(44).endsWith("\n");
    keys.read(file).close();

    Path link = Files.createSymbolicLink(home.resolve("link"), file);
    assertThatThrownBy(() -> keys.read(link)).hasMessageContaining("is a symbolic link");
    assertThatThrownBy(() -> keys.create(file)).hasMessageContaining("exists already");
    assertThatThrownBy(() -> keys.read(home.resolve("none"))).hasMessageContaining("is not there");
    Path large = home.resolve("large");
    Shell.run("sh", "-c", "umask 077; head -c 1000000 /dev/zero | tr '\\0' x > " + large);
    assertThatThrownBy(() -> keys.read(large)).hasMessageContaining("is longer than 512 bytes");
  }

  private static ImageOrder order(
      Path pool, ImageFormat format, AllocationPolicy policy, String... options) {
    List<String> all = new ArrayList<>(Arrays.asList(options));
    all.addAll(List.of("encrypt.format", "luks"));
    return Orders.order(pool, format, policy, 8 * MIB, all.toArray(String[]::new));
  }

  private static ImageKey given(String passphrase) throws ImageException {
    return ImageKey.of(passphrase.getBytes(StandardCharsets.UTF_8));
  }

  private static String drift(ImageOrder order) throws ImageException {
    return Verifier.system().verify(order).toString();
  }

  private static LuksHeader header(ImageFormat format, Path file) throws Exception {
    byte[] all = Files.readAllBytes(file);
    Header.Bytes bytes = (offset, length) -> ByteBuffer.wrap(all, (int) offset, length).slice();
    return format == ImageFormat.raw ? LuksHeader.first(bytes) : LuksHeader.read(bytes);
  }

  private String io(ImageFormat format, Path file, String passphrase, String... commands)
      throws IOException {
    Path key = Files.writeString(home.resolve("passphrase"), passphrase);
    List<String> command =
        new ArrayList<>(List.of("qemu-io", "--object", "secret,id=s,file=" + key));
    for (String each : commands) {
      command.addAll(List.of("-c", each));
    }
    command.addAll(
        List.of(
            "--image-opts",
            (format == ImageFormat.raw ? "driver=luks," : "driver=qcow2,encrypt.")
                + "key-secret=s,file.filename="
                + file));
    try {
      return Shell.run(command.toArray(String[]::new));
    } finally {
      Files.delete(key);
    }
  }

  private static byte[] bytes(Path file, long offset, int length) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[length];
      raw.seek(offset);
      raw.readFully(bytes);
      return bytes;
    }
  }

  /**
   * How often {@code wanted} is in a file at multiples of 512 bytes, holes skipped by the kernel.
   */
  private static int occurrences(Path file, byte[] wanted) throws IOException {
    int found = 0;
    try (var in = Files.newInputStream(file)) {
      for (byte[] block = in.readNBytes(4096); block.length > 0; block = in.readNBytes(4096)) {
        for (int at = 0; at + Math.min(512, wanted.length) <= block.length; at += 512) {
          int length = Math.min(wanted.length, block.length - at);
          found += Arrays.equals(block, at, at + length, wanted, 0, length) ? 1 : 0;
        }
      }
    }
    return found;
  }

  private static List<String> names(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(Path::getFileName).map(Path::toString).toList();
    }
  }
}
