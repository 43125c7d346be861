package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an ext2, ext3 or ext4 was made with and how it journals.
 *
 * @param features those that matter to images, by the names that dumpe2fs(8) has for them, sorted;
 *     null when neither the call of Linux 6.18 nor the device could be asked
 * @param journalMode ordered, writeback or journal; null when procfs does not say
 */
record Ext4(@Nullable List<String> features, @Nullable String journalMode) {
  private static final int TUNE_SIZE = 232;
  private static final int TUNE_FEATURES = 64;
  private static final int SUPER_AT = 1024;
  private static final int SUPER_SIZE = 1024;
  private static final int SUPER_MAGIC_AT = 56;
  private static final short SUPER_MAGIC = (short) 0xEF53;
  private static final int SUPER_FEATURES = 92;
  private static final int SUPER_UUID = 104;

  /** One bit of one of the three words; fs/ext4/ext4.h EXT4_FEATURE_*. */
  private record Feature(String name, int word, int bit) {}

  private static final int COMPAT = 0;
  private static final int INCOMPAT = 1;
  private static final int RO_COMPAT = 2;

  /** Sorted by name. */
  private static final List<Feature> FEATURES =
      List.of(
          new Feature("64bit", INCOMPAT, 0x80),
          new Feature("bigalloc", RO_COMPAT, 0x200),
          new Feature("casefold", INCOMPAT, 0x20000),
          new Feature("encrypt", INCOMPAT, 0x10000),
          new Feature("extent", INCOMPAT, 0x40),
          new Feature("has_journal", COMPAT, 0x4),
          new Feature("inline_data", INCOMPAT, 0x8000),
          new Feature("metadata_csum", RO_COMPAT, 0x400),
          new Feature("project", RO_COMPAT, 0x2000),
          new Feature("quota", RO_COMPAT, 0x100),
          new Feature("verity", RO_COMPAT, 0x8000));

  /**
   * Asks. The device is opened only where the call is not to be had, and only read.
   *
   * @param uuid of the file system, so that no other device is taken for it
   * @param device the device node of the file system, or null
   * @param options /proc/fs/ext4/DEVICE/options, or null
   */
  static Ext4 read(
      Libc libc, Fd file, String uuid, @Nullable Path device, @Nullable String options) {
    List<String> features = byCall(libc, file);
    if (features == null && device != null) {
      features = bySuperblock(libc, device, uuid);
    }
    return new Ext4(features, journalMode(options));
  }

  private static @Nullable List<String> byCall(Libc libc, Fd file) {
    try {
      byte[] answer = new byte[TUNE_SIZE];
      libc.ioctl(file, Ioctls.EXT4_IOC_GET_TUNE_SB_PARAM, answer);
      return features(Answer.of(answer, TUNE_SIZE), TUNE_FEATURES);
    } catch (ErrnoException e) {
      return null;
    }
  }

  private static @Nullable List<String> bySuperblock(Libc libc, Path device, String uuid) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
    try (Fd fd = libc.openat(Fd.CWD, device.toString(), flags, 0)) {
      return superblock(libc.pread(fd, SUPER_SIZE, SUPER_AT), uuid);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** From struct ext4_super_block, little-endian; null when it is none or another's. */
  static @Nullable List<String> superblock(byte[] block, String uuid) {
    if (block.length < SUPER_SIZE) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer id = ByteBuffer.wrap(block, SUPER_UUID, 16);
    boolean ours =
        in.getShort(SUPER_MAGIC_AT) == SUPER_MAGIC
            && new UUID(id.getLong(), id.getLong()).toString().equals(uuid);
    return ours ? features(in, SUPER_FEATURES) : null;
  }

  private static List<String> features(ByteBuffer in, int at) {
    List<String> found = new ArrayList<>();
    for (Feature feature : FEATURES) {
      if ((in.getInt(at + 4 * feature.word) & feature.bit) != 0) {
        found.add(feature.name);
      }
    }
    return List.copyOf(found);
  }

  /** The line {@code data=ordered}, which mountinfo leaves out where it is the default. */
  static @Nullable String journalMode(@Nullable String options) {
    if (options == null) {
      return null;
    }
    return options
        .lines()
        .filter(line -> line.startsWith("data="))
        .map(line -> line.substring("data=".length()).strip())
        .findFirst()
        .orElse(null);
  }

  /** Whether file data is written to the journal first, and again to its place. */
  boolean journalsData() {
    return "journal".equals(journalMode);
  }
}
