package io.diskwright.probe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A process of its own that probes: {@code once DIR} prints the answers, {@code loop DIR} never
 * ends, {@code hang DIR} has a call that never comes back.
 */
public final class ProbeChild {
  private ProbeChild() {}

  /** Runs it. */
  public static void main(String[] args) {
    ProbeRequest request = new ProbeRequest(Path.of(args[1]), "node-a", "", 10, List.of());
    DeviceProbe probe = new DeviceProbe();
    if (args[0].equals("hang")) {
      HangingLibc libc = new HangingLibc((call, number) -> call.equals("fallocate"));
      probe = new DeviceProbe(libc, Clock.systemUTC());
      request = request.within(Duration.ofMillis(200));
    }
    try {
      do {
        print(probe.probe(request).getStatus());
      } while (args[0].equals("loop"));
    } catch (ProbeException e) {
      System.out.println("ProbeException " + e.getMessage());
    }
  }

  private static void print(io.diskwright.api.v1alpha1.StorageDeviceStatus status) {
    StringBuilder out = new StringBuilder();
    status
        .capabilities()
        .forEach(
            c ->
                out.append(c.name())
                    .append(' ')
                    .append(c.state())
                    .append(' ')
                    .append(c.evidence().result())
                    .append('\n'));
    if (status.conditions() != null) {
      status
          .conditions()
          .forEach(
              c ->
                  out.append(c.getType())
                      .append(' ')
                      .append(c.getStatus())
                      .append(' ')
                      .append(c.getReason())
                      .append('\n'));
    }
    System.out.println(out);
  }
}
