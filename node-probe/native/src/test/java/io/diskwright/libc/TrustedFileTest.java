package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.TrustedFile.Reading;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedFileTest {
  private static final String NAME = "file";

  @TempDir Path home;
  private Fd directory = Fd.CWD;

  @BeforeEach
  void open() {
    directory =
        Libc.system().openat(Fd.CWD, home.toString(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private Reading read() {
    return TrustedFile.read(Libc.system(), directory, NAME, 8);
  }

  private void write(Libc libc, String text) {
    TrustedFile.write(libc, directory, NAME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> names() throws IOException {
    try (var all = Files.list(home)) {
      return all.map(p -> String.valueOf(p.getFileName())).toList();
    }
  }

  private static String text(Reading reading) {
    return reading instanceof Reading.Content content
        ? new String(content.bytes(), StandardCharsets.US_ASCII)
        : reading.toString();
  }

  @Test
  void shouldReadWhatWasWrittenLast() throws Exception {
    assertThat(read()).isEqualTo(new Reading.None());
    write(Libc.system(), "first");
    write(Libc.system(), "second");
    assertThat(text(read())).isEqualTo("second");
    assertThat(names()).containsExactly(NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(NAME))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldKeepTheOlderOneWhenWritingFails() throws Exception {
    write(Libc.system(), "first");
    for (String call : List.of("openat", "pwrite", "fsync", "renameat2")) {
      assertThatThrownBy(() -> write(new FaultyLibc().fail(call, 0, Errno.EIO), "second"))
          .as(call)
          .isInstanceOf(ErrnoException.class);
      assertThat(text(read())).as(call).isEqualTo("first");
      assertThat(names()).as(call).containsExactly(NAME);
    }
  }

  @Test
  void shouldRefuseWhatOthersCouldHavePutThere() throws Exception {
    Path file = home.resolve(NAME);
    Files.writeString(home.resolve("elsewhere"), "text");
    Files.createSymbolicLink(file, home.resolve("elsewhere"));
    assertThat(text(read())).contains("is a symbolic link");
    Files.delete(file);

    Files.createDirectory(file);
    assertThat(text(read())).contains("is no regular file");
    Files.delete(file);

    Shell.run("mkfifo", file.toString());
    assertThat(text(read())).contains("is no regular file");
    Files.delete(file);

    Files.writeString(file, "123456789");
    assertThat(text(read())).contains("is larger than 8 bytes");

    Files.writeString(file, "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    assertThat(text(read())).contains("may be written by others; chmod go-w it");
  }

  @Test
  void shouldBelieveOnlyRootAndItself() throws Exception {
    Requires.root();
    Path file = Files.writeString(home.resolve(NAME), "text");
    Shell.run("chown", "12345", file.toString());
    assertThat(text(read())).contains("belongs to the user 12345");
  }
}
