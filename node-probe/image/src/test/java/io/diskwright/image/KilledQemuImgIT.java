package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.Operation.Work;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * qemu-img is killed at each of its own system calls that change something, by strace(1): alone, as
 * by the kernel when memory is short, or together with the process that started it. LUKS takes
 * minutes, and is left out unless the property {@code diskwright.crashes} is {@code all}.
 */
class KilledQemuImgIT {
  private static final String CALLS =
      "pwrite64,pwritev,pwritev2,fallocate,ftruncate,fdatasync,fsync";

  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingWhereverQemuImgIsKilled() {
    Requires.command("strace");
    Requires.command("qemu-img");
    Mounted memory = Mounted.of("tmpfs", "size=300m", "none");
    LoopFilesystem disk = LoopFilesystem.of("ext4").in(memory.directory()).make();
    return Operation.withPrograms().stream()
        .filter(KilledQemuImgIT::isChosen)
        .map(o -> DynamicTest.dynamicTest(o.toString(), () -> everywhere(disk, o)))
        .onClose(disk::close)
        .onClose(memory::close);
  }

  private static boolean isChosen(Operation operation) {
    if (operation.encrypted() && !Operation.ALL) {
      return false;
    }
    if (operation.work() == Work.CONVERT) {
      return true;
    }
    boolean thick = operation.preallocation().equals("falloc") && operation.options().isEmpty();
    boolean tables = operation.preallocation().equals("metadata");
    return operation.format() == ImageFormat.qcow2
        ? operation.work() != Work.ERASE && (thick || tables)
        : operation.encrypted() && operation.work() == Work.GROW && thick;
  }

  private static void everywhere(LoopFilesystem disk, Operation operation) throws Exception {
    for (boolean both : new boolean[] {true, false}) {
      Path pool =
          Files.createDirectory(disk.directory().resolve(operation + (both ? "" : " alone")));
      long reference = Crashes.reference(pool, operation);
      int calls = 0;
      for (boolean killed = true; killed; calls += killed ? 1 : 0) {
        String uid = UUID.randomUUID().toString();
        operation.prepare(pool, uid);
        killed = kills(operation, pool, uid, calls + 1, both);
        Crashes.assertRestarts(operation, pool, uid, reference);
      }
      System.out.printf(
          "killed qemu-img: %s: at each of %d calls%s%n",
          operation, calls, both ? ", with its parent" : "");
      assertThat(calls).isPositive();
    }
  }

  private static boolean kills(Operation operation, Path pool, String uid, int call, boolean both)
      throws ImageException {
    boolean[] killed = new boolean[1];
    ProcessRunner real = new ProcessRunner();
    Rig[] own = new Rig[1];
    Rig rig =
        new Rig(
            (command, timeout, goOn) -> {
              if (!isTraced(operation, command)) {
                return real.run(command, timeout, goOn);
              }
              CommandRunner.Result result = real.run(traced(command, call), timeout, goOn);
              killed[0] = result.exitCode() == 128 + 9;
              if (killed[0] && both) {
                own[0].stopBefore(1); // nor does anything of the product run after it
                throw new Rig.Stopped("with qemu-img");
              }
              return result;
            });
    own[0] = rig;
    try {
      operation.run(rig, pool, uid);
    } catch (Rig.Stopped e) {
      assertThat(both).isTrue();
    } catch (ImageException e) {
      assertThat(killed[0]).as(e.getMessage()).isTrue();
      assertThat(e.getMessage()).containsPattern(operation.lossless());
    } finally {
      rig.gone();
    }
    return killed[0];
  }

  private static boolean isTraced(Operation operation, List<String> command) {
    return operation.work() == Work.CONVERT
        ? Rig.isConfined(command)
        : List.of("create", "resize").contains(command.get(1));
  }

  private static List<String> traced(List<String> command, int call) {
    List<String> traced =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + CALLS,
                "-e",
                "inject=" + CALLS + ":signal=KILL:when=" + call));
    traced.addAll(command);
    return traced;
  }
}
