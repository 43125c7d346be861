package io.diskwright.probe.lvm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs {@code lvm}: no shell, an environment of its own, a time limit, bounded output. */
final class LvmCommand implements LvmSource {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/lvm"), Path.of("/sbin/lvm"), Path.of("/usr/bin/lvm"));

  /** It looks at every disk of the host, one after the other; a busy one takes long for each. */
  private static final Duration LIMIT = Duration.ofSeconds(50);

  private static final int LARGEST = 32 << 20;
  private static final int SHOWN = 300;

  private final List<Path> places;
  private final Duration limit;

  LvmCommand() {
    this(PLACES, LIMIT);
  }

  LvmCommand(List<Path> places, Duration limit) {
    this.places = places;
    this.limit = limit;
  }

  @Override
  public String report(String group) throws LvmException {
    List<String> command = new ArrayList<>();
    command.add(executable());
    command.addAll(LvmReport.arguments(group));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LVM_SUPPRESS_FD_WARNINGS", "1");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new LvmException("lvm cannot be started: " + e.getMessage());
    }
    try {
      return run(process, group);
    } finally {
      process.destroyForcibly();
    }
  }

  private String executable() throws LvmException {
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place.toString();
      }
    }
    throw new LvmException("the program lvm is not installed here; install lvm2");
  }

  private String run(Process process, String group) throws LvmException {
    FutureTask<byte[]> out = reader(process.getInputStream());
    FutureTask<byte[]> err = reader(process.getErrorStream());
    try {
      long end = System.nanoTime() + limit.toNanos();
      byte[] said = out.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      byte[] complaints = err.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      if (said.length > LARGEST) {
        throw new LvmException("lvm said more than " + LARGEST + " bytes about " + group);
      }
      if (process.exitValue() != 0) {
        throw refused(group, new String(complaints, StandardCharsets.UTF_8));
      }
      return new String(said, StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new LvmException(
          "lvm has not answered about " + group + " after " + limit.toSeconds() + " s; see dmesg");
    } catch (ExecutionException e) {
      throw new LvmException("lvm's answer cannot be read: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LvmException("interrupted while lvm was asked about " + group);
    }
  }

  private static LvmException refused(String group, String complaints) {
    List<String> lines =
        complaints
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.contains("control: open failed"))
            .toList();
    if (lines.stream().anyMatch(line -> line.contains("not found") && line.contains(group))) {
      return new LvmException(
          "there is no volume group "
              + group
              + " on this host; 'vgs' lists what there is, and a directory is written with a /",
          true);
    }
    String said = lines.isEmpty() ? "nothing" : lines.getLast();
    return new LvmException(
        "lvm refused to report "
            + group
            + ": "
            + said.substring(0, Math.min(said.length(), SHOWN))
            + "; run as root");
  }

  /** Reads to the end, so that the program never waits for us; keeps what is not too long. */
  private static FutureTask<byte[]> reader(InputStream in) {
    FutureTask<byte[]> task =
        new FutureTask<>(
            () -> {
              ByteArrayOutputStream kept = new ByteArrayOutputStream();
              byte[] part = new byte[1 << 16];
              for (int n = in.read(part); n >= 0; n = in.read(part)) {
                if (kept.size() <= LARGEST) {
                  kept.write(part, 0, n);
                }
              }
              return kept.toByteArray();
            });
    Thread.ofPlatform().daemon().name("lvm-output").start(task);
    return task;
  }
}
