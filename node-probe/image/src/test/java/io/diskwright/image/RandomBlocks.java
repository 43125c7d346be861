package io.diskwright.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * What looks random in a file, block by block, to be looked for on a device: of an encrypted image
 * that holds nothing it is the material of its key slot.
 */
final class RandomBlocks {
  /** No file system here has smaller blocks. */
  private static final int BLOCK = 1024;

  /** Of 256; tables and headers have few, random blocks about 251. */
  private static final int RANDOM = 200;

  private final Set<ByteBuffer> blocks = new HashSet<>();

  /** Those of the image in {@code file}. */
  RandomBlocks(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK];
      while (in.readNBytes(block, 0, BLOCK) == BLOCK) {
        if (isRandom(block)) {
          blocks.add(ByteBuffer.wrap(block.clone()));
        }
      }
    }
  }

  /** How many of their blocks are anywhere on {@code device}. */
  long countOn(Path device) throws IOException {
    Set<ByteBuffer> found = new HashSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(device), 1 << 20)) {
      byte[] block = new byte[BLOCK];
      while (in.readNBytes(block, 0, BLOCK) == BLOCK) {
        if (isRandom(block) && blocks.contains(ByteBuffer.wrap(block))) {
          found.add(ByteBuffer.wrap(block.clone()));
        }
      }
    }
    return found.size();
  }

  /** How many blocks they have. */
  int count() {
    return blocks.size();
  }

  private static boolean isRandom(byte[] block) {
    if (block[0] == 0 && block[1] == 0 && block[2] == 0 && block[3] == 0) {
      return false; // as nearly every block of a device that is nearly empty; one in 4 billion
    }
    BitSet values = new BitSet(256);
    for (byte value : block) {
      values.set(value & 0xff);
    }
    return values.cardinality() > RANDOM;
  }
}
