package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diskwright probe --watch}. */
final class WatchIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void shouldPrintAgainOnlyWhatChanged(@TempDir Path directory) {
    Requires.loopDevices("mkfs.ext4");
    Path log = directory.resolve("log");
    try (LoopFilesystem changing = LoopFilesystem.of("ext4").make();
        ManagedProcess watching =
            ManagedProcess.start(
                "probe --watch",
                log,
                Map.of("DISKWRIGHT_NO_BUILD", "1"),
                List.of(
                    Project.path("node-probe/bin/diskwright").toString(),
                    "probe",
                    "--watch",
                    changing.directory().toString(),
                    "/dev/shm"))) {
      // Given
      Awaitility.await().atMost(LIMIT).until(() -> tables(log) == 1);

      // When
      Shell.run("mount", "-o", "remount,ro", changing.directory().toString());

      // Then
      Awaitility.await().atMost(LIMIT).until(() -> tables(log) == 2);
      String again = Shell.read(log).split("TARGET", 3)[2];
      assertThat(again)
          .contains(changing.directory().toString(), "ReadOnly")
          .doesNotContain("/dev/shm");
      assertThat(watching.isAlive()).isTrue();
    }
  }

  private static int tables(Path log) {
    String text = Shell.read(log);
    return text.contains("Unknown") && text.endsWith("\n")
        ? text.split("TARGET", -1).length - 1
        : 0;
  }
}
