package io.diskwright.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Another key for an encrypted image, judged by qemu-io. */
final class KeyRotatorTest {
  /** As it is made by chance, so that slots open fast. */
  private static final String FORMER = "a".repeat(43);

  private static final String FRESH = "b".repeat(43);

  @TempDir Path home;

  @BeforeEach
  void needsQemu() {
    Requires.command("qemu-img");
    Requires.command("qemu-io");
  }

  @ParameterizedTest
  @EnumSource(names = {"raw", "qcow2"})
  void shouldOpenByTheNewKeyOnlyAndKeepTheData(ImageFormat format) throws Exception {
    ImageOrder order = make(format);
    io(order, FORMER, "write -P 0x5a 1M 64k");

    assertThat(rotate(KeyRotator.system(), order, FORMER, FRESH)).isTrue();

    assertThat(io(order, FRESH, "read -P 0x5a 1M 64k")).doesNotContain("verification failed");
    assertShut(order, FORMER);
    assertThat(Verifier.system().verify(order)).isInstanceOf(Verification.Verified.class);
    assertThat(rotate(KeyRotator.system(), order, FORMER, FRESH)).as("again").isFalse();
    assertThat(io(order, FRESH, "read 0 512")).contains("read 512/512");
  }

  /** Each step is a command; nothing of it but the image itself remembers what was done. */
  @ParameterizedTest
  @CsvSource({"raw, 4", "raw, 5"})
  void shouldOpenByOneOfThemWhereverItIsStoppedAndFinishTheNextTime(ImageFormat format, int step)
      throws Exception {
    ImageOrder order = make(format);
    KeyRotator stopped = new KeyRotator(Libc.system(), new QemuImg(stoppingAt(step), "qemu-img"));

    assertThatThrownBy(() -> rotate(stopped, order, FORMER, FRESH))
        .isInstanceOf(ImageException.class);

    assertThat(opens(order, FORMER) || opens(order, FRESH)).isTrue();
    rotate(KeyRotator.system(), order, FORMER, FRESH);
    assertThat(opens(order, FRESH)).isTrue();
    assertShut(order, FORMER);
  }

  @Test
  void shouldChangeNothingWithoutAKeyThatOpensIt() throws Exception {
    ImageOrder order = make(ImageFormat.raw);
    byte[] before = Files.readAllBytes(order.file());

    assertThatThrownBy(() -> rotate(KeyRotator.system(), order, "c".repeat(43), FRESH))
        .hasMessageContaining("neither its key nor the new one opens it");
    assertThatThrownBy(() -> rotate(KeyRotator.system(), order, FORMER, FORMER))
        .hasMessageContaining("the new key is the one it has");

    assertThat(Files.readAllBytes(order.file())).isEqualTo(before);
  }

  @Test
  void shouldRefuseWhatIsNotEncryptedOrNotThere() throws Exception {
    ImageOrder plain = Orders.raw(home, AllocationPolicy.Thin, Orders.MIB);
    assertThatThrownBy(() -> rotate(KeyRotator.system(), plain, FORMER, FRESH))
        .hasMessageContaining("it is not encrypted");
    ImageOrder absent = order(ImageFormat.raw);
    assertThatThrownBy(() -> rotate(KeyRotator.system(), absent, FORMER, FRESH))
        .hasMessageContaining("is not there");
  }

  private ImageOrder make(ImageFormat format) throws ImageException {
    ImageOrder order = order(format);
    try (ImageKey key = key(FORMER)) {
      Allocator.system().make(order, key, Progress.NONE);
    }
    return order;
  }

  private ImageOrder order(ImageFormat format) {
    return Orders.order(
        home, format, AllocationPolicy.Thin, 8 * Orders.MIB, "encrypt.format", "luks");
  }

  private static boolean rotate(KeyRotator rotator, ImageOrder order, String former, String fresh)
      throws ImageException {
    try (ImageKey before = key(former);
        ImageKey after = key(fresh)) {
      return rotator.rotate(order, before, after);
    }
  }

  private static ImageKey key(String text) throws ImageException {
    return ImageKey.of(text.getBytes(UTF_8), true);
  }

  private static CommandRunner stoppingAt(int step) {
    AtomicInteger steps = new AtomicInteger();
    ProcessRunner real = new ProcessRunner();
    return (command, timeout, goOn) -> {
      if (steps.incrementAndGet() == step) {
        throw new IOException("stopped");
      }
      return real.run(command, timeout, goOn);
    };
  }

  private void assertShut(ImageOrder order, String passphrase) {
    assertThatThrownBy(() -> io(order, passphrase, "read 0 512"))
        .hasMessageContaining("Invalid password");
  }

  private boolean opens(ImageOrder order, String passphrase) {
    try {
      return io(order, passphrase, "read 0 512").contains("read 512/512");
    } catch (AssertionError | RuntimeException e) {
      return false;
    }
  }

  private String io(ImageOrder order, String passphrase, String command) {
    Path key = home.resolveSibling(home.getFileName() + ".key");
    try {
      Files.writeString(key, passphrase);
      return Shell.run(
          "qemu-io",
          "--object",
          "secret,id=key0,file=" + key,
          "--image-opts",
          QemuImg.options(order, order.file().toString()),
          "-c",
          command);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      key.toFile().delete();
    }
  }
}
