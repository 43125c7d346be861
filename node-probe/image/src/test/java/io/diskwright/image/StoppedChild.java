package io.diskwright.image;

import io.diskwright.testing.Shell;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Does operations, and kills itself before a step of one; started by {@link KilledAtEveryStepIT}
 * and {@link InterruptedIT}. It reads tasks from standard input, and says {@code done} after each.
 */
final class StoppedChild {
  /** The step it never comes to. */
  static final int NEVER = 0;

  private StoppedChild() {}

  /** What starts it. */
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xmx128m",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        StoppedChild.class.getName());
  }

  /**
   * A line that it reads.
   *
   * @param number of the operation in {@link Operation#all}
   * @param step before which it dies
   */
  static String task(int number, Path pool, String uid, int step) {
    String key = new String(Operation.KEY.line(), StandardCharsets.US_ASCII).strip();
    return String.join("\t", number + "", pool + "", uid, step + "", key) + "\n";
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      perform(line);
    }
  }

  private static void perform(String line) throws ImageException {
    String[] task = line.split("\t", -1);
    Operation operation = Operation.all().get(Integer.parseInt(task[0]));
    int last = Integer.parseInt(task[3]);
    Rig rig = new Rig();
    rig.on(
        (number, name) -> {
          if (number == last) {
            die();
          }
        });
    try (ImageKey key = ImageKey.of(task[4].getBytes(StandardCharsets.US_ASCII))) {
      Operation.useKey(key);
      operation.run(rig, Path.of(task[1]), task[2]);
    }
    System.out.println("done");
  }

  private static void die() {
    Shell.run("kill", "-KILL", Long.toString(ProcessHandle.current().pid()));
    while (true) {
      LockSupport.park();
    }
  }
}
