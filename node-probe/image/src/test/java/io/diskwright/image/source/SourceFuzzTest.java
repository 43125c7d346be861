package io.diskwright.image.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.diskwright.image.ImageException;
import io.diskwright.libc.Fd;
import io.diskwright.testing.Mutations;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The good images of the corpus with their headers and tables broken in every way. {@code
 * -Ddiskwright.fuzz.runs=N} for more than 100,000.
 */
class SourceFuzzTest {
  private static final int RUNS = Integer.getInteger("diskwright.fuzz.runs", 100_000);
  private static final long MOST_ALLOCATED = 64 << 20;
  private static final long MOST_CPU_NANOS = 1_000_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path directory;

  @Test
  void shouldTakeOrRefuseWhateverItIsGiven() throws Exception {
    List<MutableImage> images = new ArrayList<>();
    for (Corpus.Case image : Corpus.make(directory, directory.resolve("canary"))) {
      if (image.good()) {
        images.add(new MutableImage(image));
      }
    }
    Random random = new Random(20260104);
    int refused = 0;
    long longest = 0;
    long largest = 0;
    for (int run = 0; run < RUNS; run++) {
      MutableImage image = images.get(run % images.size());
      spoil(image, random);
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      refused += refuses(image, run) ? 1 : 0;
      longest = Math.max(longest, THREADS.getCurrentThreadCpuTime() - cpu);
      largest = Math.max(largest, THREADS.getCurrentThreadAllocatedBytes() - allocated);
      assertThat(image.bytesRead()).as(image + ", bytes read").isLessThan(image.mostRead());
      image.restore();
    }
    System.out.printf(
        "%d mutated headers: %d refused, at most %d ms and %d KiB each%n",
        RUNS, refused, longest / 1_000_000, largest >> 10);
    assertThat(refused).isBetween(RUNS / 4, RUNS - RUNS / 50);
    assertThat(longest).as("CPU time of the slowest").isLessThan(MOST_CPU_NANOS);
    assertThat(largest).as("bytes allocated by the largest").isLessThan(MOST_ALLOCATED);
  }

  private static boolean refuses(MutableImage image, int run) {
    try {
      Fd file = new Fd(image, 3);
      SourceInfo info = SourceInspector.inspect(image, file, image.format());
      assertThat(info.virtualBytes()).isPositive();
      return false;
    } catch (ImageException e) {
      assertThat(e.kind()).as(image + ": " + e).isEqualTo(ImageException.Kind.Refused);
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("run " + run + ", " + image, e);
    }
  }

  private static void spoil(MutableImage image, Random random) {
    if (random.nextInt(4) != 0) {
      image.set(Mutations.mutate(image.tables(), random, 64));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      image.put(random.nextInt(image.tables().length), number(image.length(), random));
    }
    if (random.nextInt(8) != 0) {
      image.sum(); // else nothing behind a checksum is ever reached
    }
  }

  /** What somebody who knows the format would write: limits, places in the file, signs. */
  private static byte[] number(int size, Random random) {
    long place = random.nextInt(size) & -(1L << random.nextInt(20));
    long value =
        switch (random.nextInt(8)) {
          case 0 -> -1L >>> random.nextInt(64);
          case 1 -> 1L << random.nextInt(64);
          case 2 -> size - (long) random.nextInt(1024);
          case 3 -> place | 1L << (56 + random.nextInt(8));
          case 4 -> place >> 9;
          case 5 -> random.nextLong();
          default -> place;
        };
    ByteBuffer bytes = ByteBuffer.allocate(random.nextBoolean() ? 8 : 4);
    bytes.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return (bytes.capacity() == 8 ? bytes.putLong(value) : bytes.putInt((int) value)).array();
  }
}
