package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes by processes with fewer rights, and by processes that do not live long. */
class OtherProcessTest {
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  private static final int KILLS = 4;

  @Test
  void shouldWorkAsAnOrdinaryUser(@TempDir Path home) throws IOException {
    try (LoopFilesystem xfs = LoopFilesystem.of("xfs").mkfs("-m", "reflink=1").make()) {
      Requires.command("setpriv");
      ChildJvm child = ChildJvm.forEveryone(home);
      Shell.run("chmod", "755", xfs.directory().resolveSibling(".").toString());
      Path own = Files.createDirectory(xfs.directory().resolve("own"));
      Shell.run("chown", "65534:65534", own.toString());
      Path foreign = Files.createDirectory(xfs.directory().resolve("foreign"));
      Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path closed = Files.createDirectory(xfs.directory().resolve("closed"));
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

      String mine = Shell.run(child.command(NOBODY, "once", own.toString()));
      String theirs = Shell.run(child.command(NOBODY, "once", foreign.toString()));
      String none = Shell.run(child.command(NOBODY, "once", closed.toString()));

      assertThat(mine)
          .contains("Cloning Present 0", "Deduplication Present", "Ready True Probed")
          .contains("Preallocation Present", "Redundancy Absent", "DirectIo Present");
      assertThat(theirs)
          .contains("Cloning Unknown EACCES", "Preallocation Unknown EACCES")
          .contains("DirectIo Unknown EACCES", "AtomicWrites Unknown EACCES")
          .contains("OverwriteInPlace Present xfs", "Checksumming Absent xfs")
          .contains("Ready False NotWritable");
      assertThat(none).startsWith("ProbeException cannot probe " + closed + ": this user may not");
      assertThat(own).isEmptyDirectory();
      assertThat(foreign).isEmptyDirectory();
    }
  }

  @Test
  void shouldLeaveNothingWhenKilled() throws Exception {
    ChildJvm child = ChildJvm.ofThisUser();
    try (LoopFilesystem ext4 = LoopFilesystem.of("ext4").make()) {
      Path directory = Files.createDirectory(ext4.directory().resolve("pool"));
      for (int i = 0; i < KILLS; i++) {
        Process process =
            new ProcessBuilder(child.command(List.of(), "loop", directory.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
          assertThat(out.readLine()).contains("AtomicWrites");
          Thread drain = Thread.ofVirtual().start(() -> out.lines().forEach(line -> {}));
          TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(100));
          process.destroyForcibly();
          assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
          assertThat(process.exitValue()).isEqualTo(128 + 9);
          drain.join();
        } catch (java.io.UncheckedIOException e) {
          // the pipe broke with the process
        }
        assertThat(directory).isEmptyDirectory();
      }
    }
  }

  @Test
  void shouldStartNoProcess(@TempDir Path home) {
    Requires.command("strace");
    Path trace = home.resolve("trace");
    List<String> strace =
        List.of("strace", "-f", "-e", "trace=execve,fork,vfork", "-o", trace.toString());

    Shell.run(ChildJvm.ofThisUser().command(strace, "once", home.toString()));

    List<String> started =
        Shell.read(trace).lines().filter(l -> l.contains("exec") || l.contains("fork(")).toList();
    assertThat(started).as("the one that starts Java itself").hasSize(1);
  }
}
