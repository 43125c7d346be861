package io.diskwright.image;

import io.diskwright.testing.Requires;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation is stopped before each of its steps, and nothing of the product runs after that.
 * Then what a restart does is done: sweep, and the same again.
 */
class CrashTest {
  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingWhereverItIsStopped() {
    return Crashes.on(Operation.withoutPrograms());
  }

  @TestFactory
  Stream<DynamicTest> shouldLeaveNothingOrTheFinishedThingOfWhatQemuImgMakes() {
    Requires.command("qemu-img");
    return Crashes.on(Operation.withPrograms().stream().filter(Operation::isTypical).toList());
  }
}
