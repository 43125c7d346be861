package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;

/** QED from outside; docs/interop/qed_spec.txt of QEMU. */
final class QedSource {
  static final int MAGIC = 0x00444551; // "QED\0", little endian

  private static final int HEADER = 64;
  private static final long BACKING_FILE = 1;
  private static final long NEED_CHECK = 2;
  private static final long ZERO_CLUSTER = 1;

  private QedSource() {}

  /** Looks through it; returns the bytes a guest sees. */
  static long inspect(SourceFile file) throws RefusedException {
    ByteBuffer header = file.at(0, HEADER, "its header");
    require(header.getInt(0) == MAGIC, Why.Damaged, "it does not begin as QED does");
    long features = header.getLong(16);
    require(
        (features & BACKING_FILE) == 0 && header.getInt(60) == 0,
        Why.Reaches,
        "it has a backing file");
    require(
        (features & ~(BACKING_FILE | NEED_CHECK)) == 0,
        Why.Unknown,
        "it needs features that are unknown (0x" + Long.toHexString(features) + ")");
    long cluster = unsigned(header, 4);
    require(
        Long.bitCount(cluster) == 1 && cluster >= 4 << 10 && cluster <= 64 << 20,
        Why.Damaged,
        "its clusters are " + cluster + " bytes large");
    long tableClusters = unsigned(header, 8);
    require(
        Long.bitCount(tableClusters) == 1 && tableClusters <= 16,
        Why.Damaged,
        "its tables are " + tableClusters + " clusters large");
    long headerClusters = unsigned(header, 12);
    require(
        headerClusters >= 1 && headerClusters <= 1024,
        Why.Damaged,
        "its header is " + headerClusters + " clusters large");
    long virtual = file.virtual(header.getLong(48));
    long table = tableClusters * cluster;
    long covered = table / Long.BYTES * cluster; // by one second-level table
    require(
        (virtual + covered - 1) / covered <= table / Long.BYTES,
        Why.Damaged,
        "its tables cannot lead to " + virtual + " bytes");
    file.take(0, headerClusters * cluster, Part.Header, "its header");
    walk(file, header.getLong(40), cluster, table);
    return virtual;
  }

  private static void walk(SourceFile file, long offset, long cluster, long table)
      throws RefusedException {
    String first = "its first-level table";
    String second = "a second-level table";
    SourceFile.aligned(offset, cluster, first);
    file.takeWhole(offset, table, Part.Directory, first);
    file.claims().settle(); // before it is read
    long entries = table / Long.BYTES;
    file.longs(
        offset,
        entries,
        first,
        (i, at) -> {
          if (at != 0) {
            SourceFile.aligned(at, cluster, second);
            file.takeWhole(at, table, Part.Table, second);
          }
        });
    file.claims().settle(); // before they are read: none twice
    file.longs(
        offset,
        entries,
        first,
        (i, at) -> {
          if (at != 0) {
            file.longs(at, entries, second, (j, data) -> data(file, data, cluster));
          }
        });
    file.claims().settle();
  }

  private static void data(SourceFile file, long at, long cluster) throws RefusedException {
    if (at != 0 && at != ZERO_CLUSTER) {
      SourceFile.aligned(at, cluster, "a cluster of data");
      file.take(at, cluster, Part.Data, "a cluster of data");
    }
  }

  private static long unsigned(ByteBuffer header, int at) {
    return Integer.toUnsignedLong(header.getInt(at));
  }
}
