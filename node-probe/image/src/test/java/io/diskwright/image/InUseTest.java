package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has a file open, by the kernel's word. */
final class InUseTest {
  private static final Libc LIBC = Libc.system();

  /** Maps a file, closes it, says so and waits: no descriptor tells of it any more. */
  private static final String MAPPED =
      """
      import ctypes, os, sys
      file = os.open(sys.argv[1], os.O_RDWR)
      PROT_READ_WRITE, MAP_SHARED = 3, 1
      ctypes.CDLL(None).mmap(None, ctypes.c_size_t(4096), PROT_READ_WRITE, MAP_SHARED, file, ctypes.c_long(0))
      os.close(file)
      print("mapped", flush=True)
      sys.stdin.read()
      """;

  private static LoopFilesystem filesystem;

  private Path file;

  @BeforeAll
  static void mount() {
    filesystem = LoopFilesystem.of("ext4").make();
  }

  @AfterAll
  static void unmount() {
    filesystem.close();
  }

  @BeforeEach
  void makeFile() throws Exception {
    file =
        Files.write(Files.createTempFile(filesystem.directory(), "disk", ".img"), new byte[8192]);
  }

  @Test
  void shouldRefuseNobodyWhenNobodyElseHasIt() {
    try (Fd fd = open()) {
      assertThatCode(() -> InUse.refuse(LIBC, fd, file)).doesNotThrowAnyException();
    }
  }

  @Test
  void shouldRefuseNobodyWhenThisProcessReadsItToo() throws Exception {
    try (Fd fd = open();
        FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThatCode(() -> InUse.refuse(LIBC, fd, file)).doesNotThrowAnyException();
      reading.position();
    }
  }

  @Test
  void shouldRefuseWhenAProcessHasItMappedWithoutADescriptor() throws Exception {
    // Given
    Requires.command("python3");
    Process other = new ProcessBuilder("python3", "-c", MAPPED, file.toString()).start();
    try (Fd fd = open()) {
      other.inputReader().readLine();

      // Then
      assertThatThrownBy(() -> InUse.refuse(LIBC, fd, file))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining(file + " is in use: a process that cannot be seen from here");

      // When
      other.outputWriter().close();
      other.waitFor();

      // Then
      assertThatCode(() -> InUse.refuse(LIBC, fd, file)).doesNotThrowAnyException();
    } finally {
      other.destroy();
    }
  }

  private Fd open() {
    return LIBC.openat(Fd.CWD, file.toString(), Fcntl.O_RDWR, 0);
  }
}
