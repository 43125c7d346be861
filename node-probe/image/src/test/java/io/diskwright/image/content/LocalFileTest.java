package io.diskwright.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.ImageException;
import io.diskwright.libc.Libc;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files can be reached, and which cannot. */
class LocalFileTest {
  @TempDir Path directory;
  private Path allowed;
  private Path secret;

  @BeforeEach
  void make() throws Exception {
    allowed = Files.createDirectory(directory.resolve("allowed"));
    Files.createDirectory(allowed.resolve("deep"));
    Files.writeString(allowed.resolve("image"), "image");
    Files.writeString(allowed.resolve("deep/image"), "image");
    secret = Files.writeString(directory.resolve("secret"), "secret");
    Files.writeString(directory.resolve("allowed-too"), "secret");
    Files.createSymbolicLink(allowed.resolve("link"), secret);
    Files.createSymbolicLink(allowed.resolve("inner"), allowed.resolve("image"));
    Files.createSymbolicLink(allowed.resolve("up"), directory);
    Files.createFile(allowed.resolve("empty"));
    Shell.run("mkfifo", allowed.resolve("fifo").toString());
  }

  private Permission permission() {
    return new Permission(List.of(Path.of("/nowhere"), allowed), false, "StoragePool default");
  }

  private LocalFile open(String path) throws ImageException {
    return LocalFile.open(Libc.system(), path, permission());
  }

  @ParameterizedTest
  @CsvSource({"image", "deep/image"})
  void shouldOpenWhatLiesInADirectoryThatThePoolNames(String name) throws Exception {
    try (LocalFile file = open(allowed.resolve(name).toString())) {
      assertThat(file.bytes().readAllBytes()).asString().isEqualTo("image");
      assertThat(file.length()).isEqualTo(5);
      file.finish();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "allowed/link, is a symbolic link",
    "allowed/inner, is a symbolic link",
    "allowed/up/secret, symbolic link",
    "allowed/up/allowed/image, symbolic link",
    "allowed/fifo, is no regular file",
    "allowed/deep, is no regular file",
    "allowed/empty, is empty",
    "allowed/missing, is not there",
    "allowed/missing/image, is not there",
    "allowed/image/image, no directory",
    "secret, lies in none of the directories that StoragePool default names",
    "allowed-too, lies in none",
    "allowed, lies in none",
    "allowed/../secret, ''",
    "allowed/deep/../../secret, ''",
  })
  void shouldOpenNothingElse(String name, String why) {
    assertThatThrownBy(() -> open(directory + "/" + name))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("The source " + directory + "/" + name)
        .hasMessageContaining(why);
  }

  @Test
  void shouldOpenNothingWhereThePoolNamesNoDirectory() {
    Permission nothing = new Permission(List.of(), false, "StoragePool default");

    assertThatThrownBy(
            () -> LocalFile.open(Libc.system(), allowed.resolve("image").toString(), nothing))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("StoragePool default names no directory in spec.sources.directories");
  }

  @Test
  void shouldOpenNoDevice() {
    Requires.root();

    assertThatThrownBy(() -> LocalFile.open(Libc.system(), "/dev/zero", Permission.USERS_OWN))
        .hasMessageContaining("is no regular file");
  }

  @Test
  void shouldOpenNothingThatSomebodyMountedBelow() throws Exception {
    try (Mounted mounted = Mounted.of("tmpfs", "size=1m", "none")) {
      Path mount = mounted.directory();
      Files.writeString(mount.resolve("image"), "other");
      Permission above = new Permission(List.of(mount.getParent()), false, "StoragePool default");

      assertThatThrownBy(
              () -> LocalFile.open(Libc.system(), mount.resolve("image").toString(), above))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("lies behind a mount");
      Permission itself = new Permission(List.of(mount), false, "StoragePool default");
      LocalFile.open(Libc.system(), mount.resolve("image").toString(), itself).close();
    }
  }

  @Test
  void shouldOpenAnyFileOfTheUsersOwn() throws Exception {
    LocalFile.open(Libc.system(), secret.toString(), Permission.USERS_OWN).close();
  }

  @Test
  void shouldReadWhatItOpenedWhateverIsPutInItsPlace() throws Exception {
    try (LocalFile file = open(allowed.resolve("image").toString())) {
      Files.delete(allowed.resolve("image"));
      Files.createSymbolicLink(allowed.resolve("image"), secret);

      assertThat(file.bytes().readAllBytes()).asString().isEqualTo("image");
    }
  }
}
