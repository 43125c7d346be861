package io.diskwright.cli;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.io.IOException;

/**
 * Places that can do different things: ext4 neither snapshots nor clones, xfs does both, and the
 * mirror keeps everything twice.
 */
record Places(LoopFilesystem ext4, LoopFilesystem xfs, Mirror mirror) implements AutoCloseable {
  static Places mount() throws IOException {
    Requires.loopDevices("mkfs.ext4", "mkfs.xfs", "mkfs.btrfs");
    Requires.command("qemu-img");
    return new Places(
        LoopFilesystem.of("ext4").bytes(2L << 30).make(),
        LoopFilesystem.of("xfs").bytes(2L << 30).make(),
        Mirror.make());
  }

  @Override
  public void close() throws IOException {
    mirror.close();
    xfs.close();
    ext4.close();
  }
}
