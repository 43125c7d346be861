package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process is really killed, at random moments, while it makes images. */
class KilledTest {
  private static final int KILLS = 20;
  private static final long SEED = 20260101;

  @Test
  void shouldLeaveNothingOrFinishedImagesWhenKilledAtAnyMoment() throws Exception {
    Requires.command("qemu-img");
    Random random = new Random(SEED);
    int leftovers = 0;
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(4L << 30).make()) {
      Path pool = Files.createDirectory(filesystem.directory().resolve("pool"));
      for (int i = 0; i < KILLS; i++) {
        killAfter(pool, random.nextInt(250));
        leftovers += Allocator.system().sweep(pool, PlaceIdentity.UNKNOWN).size();
        for (String name : entries(pool)) {
          assertFinished(pool, name);
          Allocator.system().delete(pool, name, PlaceIdentity.UNKNOWN, false);
        }
        assertThat(entries(pool)).isEmpty();
      }
    }
    // A test that never hit the middle of the work would prove nothing.
    assertThat(leftovers).isGreaterThan(KILLS / 4);
  }

  private static void assertFinished(Path pool, String uid) throws Exception {
    assertThat(OrderRules.isUid(uid)).as(uid).isTrue();
    for (ImageOrder order : CrashChild.orders(pool)) {
      ImageOrder there =
          new ImageOrder(
              uid,
              pool,
              PlaceIdentity.UNKNOWN,
              order.sizeBytes(),
              order.policy(),
              order.format(),
              order.options());
      if (Files.exists(there.file())) {
        assertThat(Verifier.system().verify(there)).isInstanceOf(Verification.Verified.class);
        return;
      }
    }
    throw new AssertionError(uid + " is an image of no order");
  }

  private static void killAfter(Path pool, int millis) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CrashChild.class.getName(),
                pool.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("ready");
      TimeUnit.MILLISECONDS.sleep(millis);
    } finally {
      child.destroyForcibly(); // SIGKILL
      child.waitFor();
    }
  }

  private static List<String> entries(Path pool) throws Exception {
    try (Stream<Path> all = Files.list(pool)) {
      return all.map(p -> String.valueOf(p.getFileName())).toList();
    }
  }
}
