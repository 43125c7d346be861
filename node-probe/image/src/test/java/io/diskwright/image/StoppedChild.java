package io.diskwright.image;

import io.diskwright.testing.Shell;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Does one operation, and kills itself before one of its steps; started by {@link
 * KilledAtEveryStepIT}. It reads from standard input what and where, by tabulators: the number of
 * the operation, the pool, the image, the step, the key.
 */
final class StoppedChild {
  private StoppedChild() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      return;
    }
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
