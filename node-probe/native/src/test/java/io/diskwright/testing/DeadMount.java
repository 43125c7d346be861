package io.diskwright.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A FUSE file system whose server never answers: every call to it hangs until {@link #close}. */
public final class DeadMount implements AutoCloseable {
  private static final String MOUNT =
      "exec 9<>/dev/fuse && mount -i -t fuse -o"
          + " fd=9,rootmode=40000,user_id=0,group_id=0,allow_other dead \"$1\" && echo mounted &&"
          + " read -r line";

  private final Path directory;
  private final Process server;

  private DeadMount(Path directory, Process server) {
    this.directory = directory;
    this.server = server;
  }

  /** Mounts one. */
  public static DeadMount make() {
    Requires.root();
    Requires.kernel(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    try {
      Path directory = Files.createTempDirectory("dead");
      Process server =
          new ProcessBuilder("bash", "-c", MOUNT, "bash", directory.toString())
              .redirectErrorStream(true)
              .start();
      String said =
          new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (!"mounted".equals(said)) {
        throw new IllegalStateException("cannot mount FUSE at " + directory + ": " + said);
      }
      return new DeadMount(directory, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    server.destroyForcibly();
    try {
      server.waitFor(); // without its server it fails, and hangs no more
      Shell.run("umount", "-l", directory.toString());
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
