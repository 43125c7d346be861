package io.diskwright.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Magic;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopFilesystemTest {
  private static final Libc LIBC = Libc.system();

  @ParameterizedTest
  @CsvSource({"ext4," + Magic.EXT, "xfs," + Magic.XFS, "btrfs," + Magic.BTRFS})
  void shouldMountWhatWasAskedFor(String type, long magic) {
    try (LoopFilesystem made = LoopFilesystem.of(type).make();
        Fd dir = LIBC.openat(Fd.CWD, made.directory().toString(), Fcntl.O_RDONLY, 0)) {
      assertThat(LIBC.fstatfs(dir).type()).isEqualTo(magic);
      assertThat(made.device()).startsWith("/dev/loop");
      dir.close();
    }
  }

  @Test
  void shouldLeaveNothingBehind() {
    Path image;
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      image = made.image();
    }
    assertThat(image.getParent()).doesNotExist();
    assertThat(Shell.run("losetup", "-a")).doesNotContain(image.toString());
  }
}
