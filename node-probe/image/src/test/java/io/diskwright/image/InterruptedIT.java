package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel answers every second call with EINTR, by strace(1), and so every one that is tried
 * again the first time: a process does each operation, and notices nothing.
 */
class InterruptedIT {
  private static final String CALLS =
      "openat2,statx,fstatfs,pwrite64,fallocate,ftruncate,fsync,flock,renameat2,mkdirat,unlinkat";
  private static final Pattern INJECTED = Pattern.compile("(\\w+)\\(.*EINTR .*\\(INJECTED\\)");

  @TempDir Path home;

  @Test
  void shouldGoOnWhenEveryCallIsInterrupted() throws Exception {
    // Given
    Requires.command("strace");
    Path pool = Files.createDirectory(home.resolve("pool"));
    Path log = home.resolve("strace");
    List<Operation> all = Operation.all();
    List<Operation> chosen = Operation.withoutPrograms();

    // When
    Process child = traced(log);
    try (BufferedReader in = child.inputReader(StandardCharsets.UTF_8);
        BufferedWriter out = child.outputWriter(StandardCharsets.UTF_8)) {
      for (Operation operation : chosen) {
        String uid = UUID.randomUUID().toString();
        operation.prepare(pool, uid);
        out.write(StoppedChild.task(all.indexOf(operation), pool, uid, StoppedChild.NEVER));
        out.flush();
        assertThat(in.readLine()).as(operation.toString()).isEqualTo("done");
        // Then
        Crashes.assertAfter(operation, operation.order(pool, uid), Long.MAX_VALUE / 2);
        Allocator.system().delete(pool, uid, PlaceIdentity.UNKNOWN, false);
      }
    } finally {
      child.destroy();
      child.waitFor();
    }
    Map<String, Integer> times = interrupted(log);
    System.out.printf("interrupted: %d operations, calls %s%n", chosen.size(), times);
    assertThat(times.keySet()).containsExactlyInAnyOrder(CALLS.split(","));
  }

  private static Process traced(Path log) throws Exception {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log.toString()));
    command.addAll(List.of("-e", "trace=" + CALLS));
    command.addAll(List.of("-e", "inject=" + CALLS + ":error=EINTR:when=1+2"));
    command.addAll(StoppedChild.command());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Map<String, Integer> interrupted(Path log) throws Exception {
    Map<String, Integer> times = new TreeMap<>();
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      lines
          .map(INJECTED::matcher)
          .filter(Matcher::find)
          .forEach(call -> times.merge(call.group(1), 1, Integer::sum));
    }
    return times;
  }
}
