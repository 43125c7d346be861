package io.diskwright.bench;

import io.diskwright.image.Allocator;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.image.content.Contents;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long making an image takes, beside qemu-img by itself; see e2e/bench/images. */
public final class ImagesBench {
  private static final long GIB = 1L << 30;
  private static final int PARALLEL = 64;
  private static final int WARM_UP = 50;
  private static final String CLONE = "raw, clone";

  /** One thing that is measured: the work returns what takes its result away again, unmeasured. */
  private record Measured(String name, Callable<AutoCloseable> work) {}

  private final Allocator allocator = Allocator.system();
  private final Contents contents = Contents.system();
  private final Path pool;
  private final Path bare;
  private final boolean clones;
  private final ImageOrder source;
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();

  private ImagesBench(Path directory, boolean clones) throws Exception {
    this.clones = clones;
    pool = directory.resolve("pool");
    bare = Files.createDirectory(directory.resolve("bare"));
    source = order(ImageFormat.raw, AllocationPolicy.Thin, "off");
    allocator.prepare(pool, PlaceIdentity.UNKNOWN);
  }

  /** Arguments: directory, rounds, whether the file system there clones. */
  public static void main(String[] args) throws Exception {
    ImagesBench bench = new ImagesBench(Path.of(args[0]), Boolean.parseBoolean(args[2]));
    if (bench.clones) {
      bench.writeSource();
    }
    int rounds = Integer.parseInt(args[1]);
    Random order = new Random(rounds);
    for (int i = 0; i < WARM_UP; i++) {
      bench.round(order);
    }
    bench.millis.values().forEach(List::clear);
    for (int i = 0; i < rounds; i++) {
      bench.round(order);
    }
    System.out.printf(
        "%d rounds in changing order, after %d to warm up that do not count%n", rounds, WARM_UP);
    bench.report();
  }

  private List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    Collections.addAll(
        all,
        new Measured("raw, thin", () -> made(ImageFormat.raw, AllocationPolicy.Thin, "off")),
        new Measured(
            "raw, falloc", () -> made(ImageFormat.raw, AllocationPolicy.Preallocated, "falloc")),
        new Measured("qemu-img raw", () -> bare("raw", "off")),
        new Measured("qcow2, thin", () -> made(ImageFormat.qcow2, AllocationPolicy.Thin, "off")),
        new Measured("qemu-img qcow2", () -> bare("qcow2", "off")),
        new Measured(
            "qcow2, metadata",
            () -> made(ImageFormat.qcow2, AllocationPolicy.MetadataPreallocated, "metadata")),
        new Measured("qemu-img qcow2 metadata", () -> bare("qcow2", "metadata")));
    if (clones) {
      all.add(new Measured(CLONE, this::cloned));
    }
    return all;
  }

  /** An image of which every byte was written. */
  private void writeSource() throws Exception {
    allocator.make(source, Progress.NONE);
    byte[] piece = new byte[1 << 20];
    new Random(1).nextBytes(piece);
    try (FileChannel file = FileChannel.open(source.file(), StandardOpenOption.WRITE)) {
      for (long at = 0; at < GIB; at += piece.length) {
        file.write(ByteBuffer.wrap(piece), at);
      }
      file.force(true);
    }
  }

  private AutoCloseable cloned() throws Exception {
    ImageOrder order = order(ImageFormat.raw, AllocationPolicy.Thin, "off");
    allocator.make(order, null, contents.image(source), Progress.NONE);
    return () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
  }

  private void round(Random order) throws Exception {
    List<Measured> turn = measured();
    turn.forEach(each -> millis.computeIfAbsent(each.name(), unused -> new ArrayList<>()));
    Collections.shuffle(turn, order);
    for (Measured each : turn) {
      settle();
      long start = System.nanoTime();
      AutoCloseable undo = each.work().call();
      long nanos = System.nanoTime() - start;
      millis.get(each.name()).add(nanos / 1e6);
      undo.close();
    }
  }

  /** Else who flushes pays for what those before have left to be written. */
  private void settle() throws Exception {
    new ProcessBuilder("sync", "-f", bare.toString()).inheritIO().start().waitFor();
  }

  private AutoCloseable made(ImageFormat format, AllocationPolicy policy, String preallocation)
      throws Exception {
    ImageOrder order = order(format, policy, preallocation);
    allocator.make(order, Progress.NONE);
    return () -> allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
  }

  private ImageOrder order(ImageFormat format, AllocationPolicy policy, String preallocation) {
    TreeMap<String, String> options = new TreeMap<>(Map.of("preallocation", preallocation));
    return new ImageOrder(
        UUID.randomUUID().toString(), pool, PlaceIdentity.UNKNOWN, GIB, policy, format, options);
  }

  private AutoCloseable bare(String format, String preallocation) throws Exception {
    Path file = bare.resolve(UUID.randomUUID() + "." + format);
    List<String> command =
        List.of(
            "qemu-img", "create", "-q", "-f", format, "-o", "preallocation=" + preallocation,
            file.toString(), Long.toString(GIB));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("qemu-img ended with " + code);
    }
    return () -> Files.delete(file);
  }

  /** Milliseconds for each of so many at a time. */
  private double together(ImageFormat format) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Callable<AutoCloseable>> work = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        work.add(() -> made(format, AllocationPolicy.Thin, "off"));
      }
      long start = System.nanoTime();
      List<Future<AutoCloseable>> done = threads.invokeAll(work);
      double each = (System.nanoTime() - start) / 1e6 / PARALLEL;
      for (Future<AutoCloseable> one : done) {
        one.get().close();
      }
      return each;
    }
  }

  private void report() throws Exception {
    System.out.printf("%-24s %8s %8s %8s%n", "MILLISECONDS", "P50", "P95", "BEST");
    millis.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%-24s %8.2f %8.2f %8.2f%n",
                name,
                at(all, 0.5),
                at(all, 0.95),
                at(all, 0)));
    System.out.printf(
        Locale.ROOT,
        "%d at a time, each: raw %.2f ms, qcow2 %.2f ms%n",
        PARALLEL,
        together(ImageFormat.raw),
        together(ImageFormat.qcow2));
    boolean kept = true;
    kept &= keeps("raw, thin: at most 2 ms", p50("raw, thin"), 2);
    kept &= keeps("raw, falloc: at most 2 ms", p50("raw, falloc"), 2);
    kept &= keeps("qcow2 beside qemu-img", p50("qcow2, thin") / p50("qemu-img qcow2"), 1.1);
    kept &=
        keeps(
            "qcow2 metadata beside qemu-img",
            p50("qcow2, metadata") / p50("qemu-img qcow2 metadata"),
            1.1);
    if (clones) {
      kept &= keeps("clone of 1 GiB written: at most 5 ms", p50(CLONE), 5);
    } else {
      System.out.println("not measured: a clone; this file system has none");
    }
    System.exit(kept ? 0 : 1);
  }

  private double p50(String name) {
    return at(millis.getOrDefault(name, List.of()), 0.5);
  }

  private static double at(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  private static boolean keeps(String what, double is, double most) {
    boolean kept = is <= most;
    System.out.printf(
        Locale.ROOT, "%s: %s: %.2f, at most %.2f%n", kept ? "kept" : "MISSED", what, is, most);
    return kept;
  }
}
