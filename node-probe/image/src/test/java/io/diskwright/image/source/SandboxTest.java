package io.diskwright.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.CommandRunner;
import io.diskwright.image.ImageException;
import io.diskwright.image.ProcessRunner;
import io.diskwright.image.source.Sandbox.Handed;
import io.diskwright.image.source.Sandbox.Limits;
import io.diskwright.image.source.Sandbox.Use;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program in the sandbox can still do; perl stands for a qemu-img that was taken over. */
class SandboxTest {
  private static final Libc LIBC = Libc.system();
  private static final Limits LIMITS = new Limits(1L << 30, 20, 1 << 20);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Each line of what it prints is what was tried and the errno, 0 where it worked. */
  private static final String TRIES =
      """
      my ($canary, $new) = @ARGV;
      sub tried { my ($what, $worked) = @_; print "$what ", $worked ? 0 : 0 + $!, "\\n" }
      tried('read', open(my $r, '<', '/proc/self/fd/3'));
      tried('read-written', open(my $rw, '+<', '/proc/self/fd/3'));
      tried('write', open(my $w, '+<', '/proc/self/fd/4'));
      tried('canary', open(my $c, '<', $canary));
      tried('canary-written', open(my $cw, '>', $canary));
      tried('made', open(my $n, '>', $new));
      tried('passwd', open(my $p, '<', '/etc/passwd'));
      tried('parent', open(my $m, '<', '/proc/' . getppid() . '/environ'));
      tried('unlinked', unlink($canary));
      tried('renamed', rename($canary, $new));
      tried('directory', mkdir($new));
      tried('inet', socket(my $i, 2, 1, 0));
      tried('unix', socket(my $u, 1, 1, 0));
      tried('killed', kill(0, getppid()));
      tried('userns', syscall(272, 0x10000000) != -1);
      tried('traced', syscall(101, 16, getppid(), 0, 0) != -1);
      my $child = fork;
      exec('/usr/bin/id') or exit(9) if !$child;
      waitpid($child, 0);
      print 'program ', $? >> 8, "\\n";
      print 'uid ', $>, "\\n", 'gid ', 0 + $), "\\n";
      my ($head, $caps) = (pack('LL', 0x20080522, 0), "\\0" x 24);
      syscall(125, $head, $caps);
      print 'capabilities ', join('', unpack('L6', $caps)), "\\n";
      print 'no-new-privileges ', syscall(157, 39, 0, 0, 0, 0), "\\n";
      print 'seccomp ', syscall(157, 21, 0, 0, 0, 0), "\\n";
      """;

  private static final int EPERM = 1;
  private static final int EACCES = 13;

  @TempDir Path directory;
  private final Sandbox sandbox = Sandbox.system();
  private final List<Fd> open = new ArrayList<>();
  private Path canary;

  @BeforeEach
  void canary() throws Exception {
    Requires.command("perl");
    Requires.that(System.getProperty("os.arch").equals("amd64"), "its system calls are x86-64's");
    canary = Files.writeString(directory.resolve("canary"), "secret");
    Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterEach
  void close() {
    open.forEach(Fd::close);
  }

  private Handed handed(String name, String mode, Use use) throws Exception {
    Path file = directory.resolve(name);
    if (Files.notExists(file)) {
      Files.writeString(file, "input");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    int flags = (use == Use.Write ? Fcntl.O_RDWR : Fcntl.O_RDONLY) | Fcntl.O_CLOEXEC;
    Fd fd = LIBC.openat(Fd.CWD, file.toString(), flags, 0);
    open.add(fd);
    return new Handed(fd, use);
  }

  private CommandRunner.Result run(List<String> command, Limits limits, Handed... files)
      throws Exception {
    return sandbox.run(command, List.of(files), limits, TIMEOUT, () -> true);
  }

  private Map<String, Integer> tried(Handed input) throws Exception {
    Handed output = handed("output", "rw-------", Use.Write);
    List<String> command = new ArrayList<>(List.of("perl", "-e", TRIES));
    command.addAll(List.of(canary.toString(), directory.resolve("new").toString()));
    CommandRunner.Result result = run(command, LIMITS, input, output);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    Map<String, Integer> tried = new TreeMap<>();
    result.output().lines().map(l -> l.split(" ")).forEach(l -> tried.put(l[0], number(l[1])));
    assertThat(tried)
        .containsEntry("read", 0)
        .containsEntry("read-written", EACCES)
        .containsEntry("write", 0)
        .containsEntry("canary", EACCES)
        .containsEntry("canary-written", EACCES)
        .containsEntry("made", EACCES)
        .containsEntry("passwd", EACCES)
        .containsEntry("parent", EACCES)
        .containsEntry("unlinked", EACCES)
        .containsEntry("renamed", EACCES)
        .containsEntry("directory", EACCES)
        .containsEntry("inet", EPERM)
        .containsEntry("unix", EPERM)
        .containsEntry("killed", EPERM)
        .containsEntry("userns", EPERM)
        .containsEntry("traced", EPERM)
        .containsEntry("capabilities", 0)
        .containsEntry("no-new-privileges", 1)
        .containsEntry("program", 9)
        .containsEntry("seccomp", 2);
    assertThat(canary).hasContent("secret");
    assertThat(directory.resolve("new")).doesNotExist();
    return tried;
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  @Test
  void shouldReachNothingButItsFiles() throws Exception {
    Requires.root();
    assertThat(sandbox.missing()).isEmpty();

    Map<String, Integer> readable = tried(handed("readable", "rw-r--r--", Use.Read));
    Map<String, Integer> ours = tried(handed("ours", "rw-------", Use.ReadOurs));
    Map<String, Integer> roots = tried(handed("private", "rw-------", Use.Read));

    assertThat(readable.get("uid")).isBetween(64_000, 64_999).isEqualTo(readable.get("gid"));
    assertThat(ours.get("uid")).isBetween(64_000, 64_999).isNotEqualTo(readable.get("uid"));
    assertThat(roots).containsEntry("uid", 0); // nobody else can read it, and it stays as it is
    for (String name : List.of("readable", "ours", "private", "output")) {
      assertThat(Files.getAttribute(directory.resolve(name), "unix:uid")).isEqualTo(0);
    }
  }

  @Test
  void shouldBeStoppedByItsLimits() throws Exception {
    Handed output = handed("output", "rw-------", Use.Write);
    String fill = "open(F, '+<', '/proc/self/fd/3'); print F 'x' x 65536 for 1..64; close F or die";

    CommandRunner.Result memory = run(perl("my $x = 'x' x (2 << 30); print 'had it'"), LIMITS);
    CommandRunner.Result bytes = run(perl(fill), LIMITS, output);
    CommandRunner.Result cpu = run(perl("1 while 1"), new Limits(1L << 30, 1, 0));

    assertThat(memory.exitCode()).as(memory.errors()).isNotZero();
    assertThat(memory.output()).doesNotContain("had it");
    assertThat(bytes.exitCode()).as("SIGXFSZ").isEqualTo(128 + 25);
    assertThat(directory.resolve("output")).hasSize(1 << 20);
    assertThat(cpu.exitCode()).as("killed").isIn(128 + 9, 128 + 24);
  }

  /** As when the process is killed, whose threads all end. */
  @Test
  void shouldEndWithTheThreadThatWaitsForIt() throws Exception {
    Process[] started = new Process[1];
    CommandRunner leaving =
        (command, timeout, goOn) -> {
          started[0] = new ProcessBuilder(command).start();
          String said = started[0].inputReader(StandardCharsets.UTF_8).readLine();
          assertThat(said).isEqualTo("confined");
          return new CommandRunner.Result(CommandRunner.End.Exited, 0, "", "");
        };
    List<String> command = perl("$| = 1; print qq(confined\\n); sleep 600");

    Thread waiting =
        Thread.ofPlatform()
            .start(
                () ->
                    assertThatCode(
                            () ->
                                new Sandbox(LIBC, leaving)
                                    .run(command, List.of(), LIMITS, TIMEOUT, () -> true))
                        .doesNotThrowAnyException());
    waiting.join();

    try {
      assertThat(started[0].waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(started[0].exitValue()).isEqualTo(128 + 9);
    } finally {
      started[0].destroyForcibly();
    }
  }

  private static List<String> perl(String script) {
    return List.of("perl", "-e", script);
  }

  /** What the reader of headers has refused already is not reached by qemu-img either. */
  @Test
  void shouldNotReachABackingFileWhenTheReaderWasPassedBy() throws Exception {
    Requires.command("qemu-img");
    Requires.command("strace");
    Path image = directory.resolve("image");
    Shell.run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        canary.toString(),
        "-F",
        "raw",
        image.toString(),
        "1M");
    Path leaked = directory.resolve("leaked");
    Shell.run(
        "qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), leaked.toString());
    assertThat(Files.readAllBytes(leaked)).startsWith("secret".getBytes("US-ASCII"));
    Path trace = directory.resolve("trace");
    CommandRunner traced =
        (command, timeout, goOn) -> {
          List<String> words =
              new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "trace=open,openat"));
          words.addAll(List.of("-o", trace.toString()));
          words.addAll(command);
          return new ProcessRunner().run(words, timeout, goOn);
        };
    SourceInfo info = new SourceInfo("qcow2", 1 << 20, Files.size(image));

    CommandRunner.Result result =
        new Sandbox(LIBC, traced)
            .run(
                List.of(
                    "qemu-img",
                    "convert",
                    "--image-opts",
                    "-O",
                    "raw",
                    Sandbox.imageOptions(info, 0),
                    Sandbox.path(1)),
                List.of(
                    handed("image", "rw-r--r--", Use.Read),
                    handed("output", "rw-------", Use.Write)),
                Limits.of(1 << 20, 1 << 20),
                TIMEOUT,
                () -> true);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors()).contains("Could not open backing file").contains("denied");
    assertThat(directory.resolve("output")).hasContent("input");
    List<String> reached = new ArrayList<>(Files.readAllLines(trace));
    reached.removeIf(line -> !line.contains(canary.toString()));
    assertThat(reached).isNotEmpty().allMatch(line -> line.contains("EACCES"));
  }

  @Test
  void shouldSayWhyWhenItCannotConfine() {
    CommandRunner lacking =
        (command, timeout, goOn) ->
            new CommandRunner.Result(
                CommandRunner.End.Exited, 125, "", "confine: prctl(PR_SET_SECCOMP): Invalid\n");
    CommandRunner without =
        (command, timeout, goOn) -> {
          throw new java.io.IOException("no such program");
        };

    assertThatThrownBy(
            () ->
                new Sandbox(LIBC, lacking)
                    .run(List.of("qemu-img"), List.of(), LIMITS, TIMEOUT, () -> true))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("prctl(PR_SET_SECCOMP): Invalid. It was not run");
    assertThatThrownBy(
            () ->
                new Sandbox(LIBC, without)
                    .run(List.of("qemu-img"), List.of(), LIMITS, TIMEOUT, () -> true))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("apt install perl-base");
  }

  @Test
  void shouldTellWhoMayChangeTheUser() {
    assertThat(Capabilities.canChangeUser("CapEff:\t000001ffffffffff\n")).isTrue();
    assertThat(Capabilities.canChangeUser("CapEff:\t0000000000000000\n")).isFalse();
    assertThat(Capabilities.canChangeUser("CapPrm:\t000001ffffffffff\n")).isFalse();
  }
}
