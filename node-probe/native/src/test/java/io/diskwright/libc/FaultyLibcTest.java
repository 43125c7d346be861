package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyLibcTest {
  @Test
  void shouldFailOnlyTheCallItWasToldTo(@TempDir Path home) {
    FaultyLibc libc = new FaultyLibc().fail("fsync", 2, Errno.EIO);
    try (Fd file = libc.openat(Fd.CWD, home + "/f", Fcntl.O_CREAT | Fcntl.O_RDWR, 0600)) {
      libc.fsync(file);
      assertThatThrownBy(() -> libc.fsync(file)).hasMessageContaining("EIO");
      libc.fsync(file);
    }
    assertThat(libc.calls()).containsExactly("openat", "fsync", "fsync", "fsync");
  }
}
