package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A process is really killed before every step of an operation: one process for each step. A few
 * operations and some of their steps stand for all; with the property {@code
 * diskwright.crashes=all} it is every one.
 */
class KilledAtEveryStepIT {
  private static final int KILLED = 128 + 9;
  private static final int STRIDE = 7;

  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingWhereverItIsKilled() throws Exception {
    Requires.command("qemu-img");
    Mounted memory = Mounted.of("tmpfs", "size=300m", "none");
    LoopFilesystem disk = LoopFilesystem.of("ext4").in(memory.directory()).make();
    List<Operation> all = Operation.all();
    List<Operation> chosen = all.stream().filter(o -> Operation.ALL || o.isTypical()).toList();
    System.out.printf("killed: %d of %d operations%n", chosen.size(), all.size());
    Spare spare = new Spare();
    return chosen.stream()
        .map(
            o ->
                DynamicTest.dynamicTest(
                    o.toString(), () -> everywhere(disk, o, all.indexOf(o), spare)))
        .onClose(spare::close)
        .onClose(disk::close)
        .onClose(memory::close);
  }

  private static void everywhere(LoopFilesystem disk, Operation operation, int number, Spare spare)
      throws Exception {
    Path pool = Files.createDirectory(disk.directory().resolve(operation.toString()));
    long reference = Crashes.reference(pool, operation);
    int times = 0;
    int stride = Operation.ALL ? 1 : STRIDE;
    boolean killed = true;
    for (int step = 1 + number % stride; killed; step += stride) {
      String uid = UUID.randomUUID().toString();
      operation.prepare(pool, uid);
      Child child = spare.taken();
      killed = child.dies(number, pool, uid, step);
      Crashes.assertRestarts(operation, pool, uid, reference);
      times += killed ? 1 : 0;
    }
    System.out.printf("killed: %s: before %d steps%n", operation, times);
    assertThat(times).isGreaterThan(1);
  }

  /** A process that gets ready while another works. */
  private static final class Spare {
    private Child next;

    Spare() throws IOException {
      next = new Child();
    }

    Child taken() throws IOException {
      Child taken = next;
      next = new Child();
      return taken;
    }

    void close() {
      next.close();
    }
  }

  /** A process that waits to be told what to do, with a key of its own for images it makes. */
  private static final class Child {
    private final Process process;

    Child() throws IOException {
      process =
          new ProcessBuilder(StoppedChild.command())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    }

    /** Whether it was killed before {@code step}; else it came to the end. */
    boolean dies(int operation, Path pool, String uid, int step) throws Exception {
      String line = StoppedChild.task(operation, pool, uid, step);
      try (var in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = in.readLine();
        int code = process.waitFor();
        assertThat(code).isEqualTo(said == null ? KILLED : 0);
        return said == null;
      }
    }

    void close() {
      process.destroyForcibly();
    }
  }
}
