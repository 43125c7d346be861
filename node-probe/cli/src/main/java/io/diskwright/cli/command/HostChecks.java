package io.diskwright.cli.command;

import io.diskwright.image.ImageException;
import io.diskwright.image.ProcessRunner;
import io.diskwright.image.QemuImg;
import io.diskwright.image.source.Sandbox;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this host must have, and what it has. */
final class HostChecks {
  private final Libc libc;

  /** Looks through {@code libc}. */
  HostChecks(Libc libc) {
    this.libc = libc;
  }

  /**
   * One thing looked for.
   *
   * @param what its name
   * @param good whether it is here
   * @param needed whether anything fails without it
   * @param found what was found, or what to do
   */
  record Check(String what, boolean good, boolean needed, String found) {}

  /** Every check, in order. */
  List<Check> all() {
    return List.of(
        java(),
        kernel(),
        systemCalls(),
        openat2(),
        tmpfile(),
        qemuImg(),
        confinement(),
        root(),
        loopDevices());
  }

  private static Check java() {
    Runtime.Version version = Runtime.version();
    boolean good = version.feature() >= 25;
    return new Check("Java 25 or later", good, true, version + (good ? "" : "; install a JDK 25"));
  }

  private static Check kernel() {
    String release = System.getProperty("os.version", "");
    boolean good = System.getProperty("os.name", "").equals("Linux") && atLeast(release, 5, 6);
    return new Check(
        "Linux 5.6 or later", good, true, release + (good ? "" : "; run on a newer kernel"));
  }

  private Check systemCalls() {
    try {
      int user = libc.geteuid();
      return new Check("system calls from Java", true, true, "geteuid() = " + user);
    } catch (LinkageError e) {
      return new Check(
          "system calls from Java",
          false,
          true,
          "JNA's library cannot be loaded; set -Djna.tmpdir by JAVA_TOOL_OPTIONS to a directory"
              + " that allows execution");
    }
  }

  private Check openat2() {
    return call(
        "openat2(2)",
        "a sandbox may forbid it; allow it",
        () ->
            libc.openat2(
                    Fd.CWD,
                    "/",
                    Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC,
                    0,
                    Fcntl.RESOLVE_NO_SYMLINKS)
                .close());
  }

  private Check tmpfile() {
    String directory = System.getProperty("java.io.tmpdir", "/tmp");
    Check check =
        call(
            "O_TMPFILE in " + directory,
            "",
            () ->
                libc.openat(
                        Fd.CWD, directory, Fcntl.O_TMPFILE | Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0600)
                    .close());
    return new Check(
        check.what(),
        check.good(),
        false,
        check.good() ? check.found() : check.found() + "named temporary files are used there");
  }

  private static Check call(String what, String advice, Runnable call) {
    try {
      call.run();
      return new Check(what, true, true, "works");
    } catch (ErrnoException e) {
      return new Check(what, false, true, e.errnoName() + "; " + advice);
    } catch (LinkageError e) {
      return new Check(what, false, true, "no system calls from Java");
    }
  }

  private static Check qemuImg() {
    String what = "qemu-img " + QemuImg.OLDEST_MAJOR + " or later";
    try {
      QemuImg qemuImg = QemuImg.system();
      qemuImg.require();
      return new Check(what, true, true, qemuImg.version());
    } catch (ImageException e) {
      return new Check(what, false, true, String.valueOf(e.getMessage()));
    }
  }

  private Check confinement() {
    String what = "confinement of what reads images from outside";
    try {
      List<String> missing = new Sandbox(libc, new ProcessRunner()).missing();
      return new Check(
          what,
          missing.isEmpty(),
          false,
          missing.isEmpty() ? "complete" : "without " + String.join("; without ", missing));
    } catch (ImageException e) {
      return new Check(what, false, false, String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return new Check(what, false, false, "no system calls from Java");
    }
  }

  private Check root() {
    try {
      boolean root = libc.geteuid() == 0;
      return new Check(
          "runs as root",
          root,
          false,
          root ? "yes" : "no: what only root may ask is Unknown in probes");
    } catch (LinkageError e) {
      return new Check("runs as root", false, false, "no system calls from Java");
    }
  }

  private static Check loopDevices() {
    boolean here = Files.exists(Path.of("/dev/loop-control"));
    return new Check(
        "loop devices", here, false, here ? "yes" : "no: only the project's tests use them");
  }

  /** Whether {@code release}, such as {@code 6.1.0-18-amd64}, is at least {@code major.minor}. */
  static boolean atLeast(String release, int major, int minor) {
    String[] parts = release.split("[^0-9]+", -1);
    try {
      int first = Integer.parseInt(parts[0]);
      int second = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return first > major || (first == major && second >= minor);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
