package io.diskwright.controller;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's status says of the export, read from it; pure.
 *
 * @param phase where it is
 * @param since when the daemon started, where it runs, or when all of it ended
 * @param lived how long the daemon ran, where it has ended
 * @param why what is to be read about it
 */
record ExportState(Phase phase, Instant since, Duration lived, String why) {
  /** Where an export is. */
  enum Phase {
    /** On its way. */
    Starting,
    /** The file is there. */
    Up,
    /** It ended, or could not be made. */
    Ended
  }

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");
  private static final int SIGNALS = 128;
  private static final int LONGEST = 700;

  static ExportState of(Pod pod) {
    PodStatus status = pod.getStatus();
    ContainerStatus daemon =
        status == null ? null : find(status.getContainerStatuses(), ExportPods.DAEMON);
    if (status != null && OVER.contains(Objects.requireNonNullElse(status.getPhase(), ""))) {
      return ended(pod, status, daemon);
    }
    ContainerState now = daemon == null ? null : daemon.getState();
    if (daemon != null
        && Boolean.TRUE.equals(daemon.getReady())
        && now != null
        && now.getRunning() != null) {
      return new ExportState(
          Phase.Up, instant(now.getRunning().getStartedAt(), pod), Duration.ZERO, "");
    }
    return new ExportState(
        Phase.Starting, instant(null, pod), Duration.ZERO, status == null ? "" : waiting(status));
  }

  private static ExportState ended(Pod pod, PodStatus status, @Nullable ContainerStatus daemon) {
    ContainerStateTerminated end =
        daemon == null || daemon.getState() == null ? null : daemon.getState().getTerminated();
    if (end != null) {
      Instant finished = instant(end.getFinishedAt(), pod);
      Instant started = end.getStartedAt() == null ? finished : instant(end.getStartedAt(), pod);
      return new ExportState(
          Phase.Ended, finished, Duration.between(started, finished), "its daemon " + said(end));
    }
    List<ContainerStateTerminated> others =
        statuses(status)
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getTerminated() != null)
            .map(ContainerState::getTerminated)
            .filter(one -> one.getExitCode() != null && one.getExitCode() != 0)
            .toList();
    String text =
        others.isEmpty()
            ? Stream.of(status.getReason(), status.getMessage())
                .filter(Objects::nonNull)
                .reduce((one, other) -> one + ": " + other)
                .orElse("its pod ended")
            : message(others.getFirst());
    Instant since =
        others.isEmpty() ? instant(null, pod) : instant(others.getFirst().getFinishedAt(), pod);
    return new ExportState(Phase.Ended, since, Duration.ZERO, cut(text));
  }

  private static String message(ContainerStateTerminated end) {
    String message = end.getMessage();
    return message == null || message.isBlank() ? "its preparation " + said(end) : message.strip();
  }

  private static String said(ContainerStateTerminated end) {
    int code = Objects.requireNonNullElse(end.getExitCode(), 0);
    String message = end.getMessage();
    return cut(
        (code > SIGNALS
                ? "was killed by signal " + (code - SIGNALS)
                : "ended with exit code " + code)
            + ("OOMKilled".equals(end.getReason()) ? ", for it took too much memory" : "")
            + (message == null || message.isBlank() ? "" : ": " + message.strip()));
  }

  /** What a pod that does not start waits for, such as its container image. */
  private static String waiting(PodStatus status) {
    return statuses(status)
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(state -> Objects.requireNonNullElse(state.getWaiting().getReason(), ""))
        .filter(reason -> !reason.isEmpty() && !reason.equals("PodInitializing"))
        .findFirst()
        .orElse("");
  }

  private static Stream<ContainerStatus> statuses(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }

  private static @Nullable ContainerStatus find(@Nullable List<ContainerStatus> all, String name) {
    return all == null
        ? null
        : all.stream().filter(one -> name.equals(one.getName())).findFirst().orElse(null);
  }

  private static Instant instant(@Nullable String time, Pod pod) {
    String known = time == null ? pod.getMetadata().getCreationTimestamp() : time;
    return known == null ? Instant.EPOCH : Instant.parse(known);
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
