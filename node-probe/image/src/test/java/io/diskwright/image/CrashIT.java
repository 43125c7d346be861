package io.diskwright.image;

import io.diskwright.testing.Requires;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link CrashTest}, of every format that qemu-img makes, and of LUKS. */
class CrashIT {
  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingWhereverItIsStopped() {
    Requires.command("qemu-img");
    return Crashes.on(
        Operation.withPrograms().stream()
            .filter(o -> !o.isTypical())
            .filter(o -> Operation.ALL || !isSlow(o))
            .toList());
  }

  /** One stands for all that make an image in LUKS. */
  private static boolean isSlow(Operation o) {
    return o.encrypted() && o.work().makes() && !o.toString().equals("MAKE qcow2+luks off");
  }
}
