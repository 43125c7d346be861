package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Libc;
import io.diskwright.service.Sealing;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeKeyFileTest {
  private final Path directory;
  private final Path file;
  private final NodeKeyFile keys;

  NodeKeyFileTest(@TempDir Path home) {
    directory = home.resolve("key");
    file = directory.resolve(NodeKeyFile.NAME);
    keys = new NodeKeyFile(Libc.system(), directory);
  }

  @Test
  void shouldMakeAKeyThatOnlyItsOwnerCanRead() throws Exception {
    keys.key();

    assertThat(Shell.run("stat", "-c", "%a", directory.toString(), file.toString()).split("\n"))
        .containsExactly("700", "600");
    assertThat(Files.list(directory)).containsExactly(file);
  }

  @Test
  void shouldHaveTheSameKeyAfterARestart() throws Exception {
    byte[] first = keys.key().getEncoded();

    assertThat(new NodeKeyFile(Libc.system(), directory).key().getEncoded()).isEqualTo(first);
  }

  @Test
  void shouldHaveAnotherKeyWhenTheFileWasRemoved() throws Exception {
    byte[] first = keys.key().getEncoded();
    Files.delete(file);

    assertThat(keys.key().getEncoded()).isNotEqualTo(first);
  }

  @Test
  void shouldWriteItSoThatOthersUnderstandIt() throws Exception {
    Requires.command("openssl");
    String published = Sealing.publicKey(keys.key());

    String pem = Shell.run("openssl", "pkey", "-in", file.toString(), "-pubout");

    byte[] encoded = Base64.getDecoder().decode(pem.lines().toList().get(1));
    assertThat(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
        .isEqualTo(Base64.getDecoder().decode(published));
  }

  @Test
  void shouldAgreeOnOneKeyWhenSeveralStartAtOnce() throws Exception {
    Callable<String> start =
        () -> Sealing.publicKey(new NodeKeyFile(Libc.system(), directory).key());
    Set<String> seen = new HashSet<>();
    Files.createDirectory(directory);
    try (ExecutorService many = Executors.newFixedThreadPool(8)) {
      for (Future<String> one : many.invokeAll(List.of(start, start, start, start, start, start))) {
        seen.add(one.get());
      }
    }

    assertThat(seen).hasSize(1);
  }

  @Test
  void shouldShutADirectoryThatKubeletMade() throws Exception {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    keys.key();

    assertThat(Shell.run("stat", "-c", "%a", directory.toString()).strip()).isEqualTo("700");
  }

  @Test
  void shouldNotUseAKeyThatOthersMayHaveRead() throws Exception {
    keys.key();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertRefused("can be reached by others (mode 0640)", "Remove it");
  }

  @Test
  void shouldNotFollowALink() throws Exception {
    keys.key();
    Files.move(file, directory.resolveSibling("elsewhere"));
    Files.createSymbolicLink(file, directory.resolveSibling("elsewhere"));

    assertRefused(file.toString());
  }

  @Test
  void shouldNotTakeSomethingElseForAKeyNorOverwriteIt() throws Exception {
    Files.createDirectory(directory);
    for (String content : List.of("", "hello\n", "-----BEGIN PRIVATE KEY-----\n=\n")) {
      Files.deleteIfExists(file);
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

      assertRefused("is not a key as the agent writes it", "Remove it and restart the agent");

      assertThat(file).hasContent(content);
    }
  }

  @Test
  void shouldSayWhatToDoWhereItCannotKeepOne() throws IOException {
    Files.writeString(directory, "a file");

    assertRefused("cannot be read or made", "--key-directory");
  }

  private void assertRefused(String... says) {
    assertThatThrownBy(keys::key)
        .isInstanceOf(NodeKeyFile.UnusableException.class)
        .hasMessageContainingAll(says);
  }
}
