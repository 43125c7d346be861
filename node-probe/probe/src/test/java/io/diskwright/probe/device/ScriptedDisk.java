package io.diskwright.probe.device;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk that answers what was captured, or fails as told. Its node is a plain file that passes for
 * a block device; its directory of sysfs is a real tree.
 */
final class ScriptedDisk extends ForwardingLibc {
  private static final Map<Long, Integer> BLOCK =
      Map.of(
          Ioctls.BLKSSZGET, 512,
          Ioctls.BLKPBSZGET, 4096,
          Ioctls.BLKIOOPT, 0,
          Ioctls.BLKIOMIN, 4096,
          Ioctls.BLKALIGNOFF, 0,
          Ioctls.BLKROTATIONAL, 1,
          Ioctls.BLKROGET, 0);

  private final Path root;
  private final String name;
  private final Map<String, byte[]> answers;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private Statx.DeviceNumber number = new Statx.DeviceNumber(8, 0);
  private int device = -1;
  private int cacheFeature = 1;
  private @Nullable Integer opal;

  ScriptedDisk(Path root, String name, String captured) {
    super(Libc.system());
    this.root = root;
    this.name = name;
    this.answers = new TreeMap<>(Captured.of(captured).answers());
    sysfs("dev", "8:0\n");
    sysfs("uevent", "MAJOR=8\nMINOR=0\nDEVNAME=" + name + "\nDEVTYPE=disk\n");
    write(root.resolve("dev").resolve(name), new byte[0]);
  }

  /** Its directory of sysfs. */
  Path directory() {
    return root.resolve("sys/devices/host0").resolve(name);
  }

  ScriptedDisk sysfs(String attribute, String text) {
    return sysfs(attribute, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  ScriptedDisk sysfs(String attribute, byte[] content) {
    write(directory().resolve(attribute), content);
    return this;
  }

  /** The kernel's copies of the pages, as sysfs has them. */
  ScriptedDisk copies() {
    answers.forEach(
        (answer, bytes) -> {
          if (answer.startsWith("vpd")) {
            sysfs("device/vpd_pg" + answer.substring(3), bytes);
          }
        });
    return this;
  }

  /** Fails an answer, or open, or every ioctl when named so. */
  ScriptedDisk fail(String answer, int errno) {
    failures.put(answer, errno);
    return this;
  }

  ScriptedDisk answer(String answer, byte[] bytes) {
    answers.put(answer, bytes);
    return this;
  }

  ScriptedDisk node(int major, int minor) {
    number = new Statx.DeviceNumber(major, minor);
    return this;
  }

  ScriptedDisk cacheFeature(int value) {
    cacheFeature = value;
    return this;
  }

  ScriptedDisk opal(int flags) {
    opal = flags;
    return this;
  }

  /** What was asked of the device itself. */
  List<String> asked() {
    return asked;
  }

  DiskReport report(@Nullable String transport) {
    AttributeReader sysfs =
        file -> {
          try {
            return Files.readAllBytes(file);
          } catch (IOException e) {
            return null;
          }
        };
    return new DiskReader(this, sysfs, root.resolve("dev"), true)
        .disk(new Disk(name, transport, directory()), true);
  }

  @Override
  public Fd openat(Fd dir, String path, int flags, int mode) {
    failing("open");
    Fd fd = super.openat(dir, path, flags, mode);
    device = fd.number();
    return fd;
  }

  @Override
  public Statx statx(Fd fd) {
    return disguised(super.statx(fd));
  }

  @Override
  public Statx statx(Fd dir, String path) {
    failing("stat");
    return disguised(super.statx(dir, path));
  }

  private Statx disguised(Statx s) {
    return new Statx(
        s.attributes(),
        s.attributesKnown(),
        number.major() < 0 ? s.mode() : 0060600,
        s.uid(),
        s.gid(),
        s.inode(),
        s.size(),
        s.allocatedBytes(),
        s.device(),
        number,
        s.mountId(),
        s.dioMemoryAlignment(),
        s.dioOffsetAlignment(),
        s.atomicWriteMax(),
        s.links());
  }

  private void failing(String answer) {
    asked.add(answer);
    Integer errno = failures.get(answer);
    if (errno != null) {
      throw new ErrnoException(answer, errno);
    }
  }

  @Override
  public int ioctl(Fd fd, long request, long argument) {
    failing("nsid");
    return 1;
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut) {
    assertOpen(fd);
    ByteBuffer out = ByteBuffer.wrap(inOut).order(ByteOrder.nativeOrder());
    if (request == Ioctls.NVME_IOCTL_ADMIN_CMD) {
      failing("feature");
      out.putInt(68, cacheFeature);
    } else if (request == Ioctls.IOC_OPAL_GET_STATUS) {
      failing("opal");
      if (opal == null) {
        throw new ErrnoException("ioctl", Errno.EOPNOTSUPP);
      }
      out.putInt(0, opal);
    } else if (request == Ioctls.BLKGETSIZE64) {
      failing("block");
      out.putLong(0, 1L << 30);
    } else {
      failing("block");
      Integer value = BLOCK.get(request);
      if (value == null) {
        throw new ErrnoException("ioctl", Errno.ENOTTY);
      }
      out.putInt(0, value);
    }
    return 0;
  }

  @Override
  public int ioctl(Fd fd, long request, byte[] inOut, List<Pointee> pointees) {
    assertOpen(fd);
    ByteBuffer header = ByteBuffer.wrap(inOut).order(ByteOrder.nativeOrder());
    byte[] data = pointees.getFirst().data();
    if (request == Ioctls.NVME_IOCTL_ADMIN_CMD) {
      byte[] said = answer(nvmeAnswer(header));
      if (said.length == 0) {
        return 0x2002; // invalid field, do not retry
      }
      System.arraycopy(said, 0, data, 0, Math.min(said.length, data.length));
      return 0;
    }
    byte[] said = answer(scsiAnswer(pointees.get(1).data()));
    if (said.length == 0) {
      header.put(64, (byte) 2).put(67, (byte) 18);
      byte[] sense = HexFormat.of().parseHex("70000500000000000000000020000000");
      System.arraycopy(sense, 0, pointees.get(2).data(), 0, sense.length);
      return 0;
    }
    int length = Math.min(said.length, data.length);
    System.arraycopy(said, 0, data, 0, length);
    header.putInt(72, data.length - length);
    return 0;
  }

  private byte[] answer(String answer) {
    failing(answer);
    byte[] bytes = answers.get(answer);
    return bytes == null ? new byte[0] : bytes;
  }

  private static String nvmeAnswer(ByteBuffer command) {
    return switch (command.get(0)) {
      case 2 -> "smart";
      case 6 ->
          switch (command.getInt(40)) {
            case 0 -> "idns";
            case 1 -> "idctrl";
            default -> "descs";
          };
      default -> throw new AssertionError("opcode " + command.get(0));
    };
  }

  private static String scsiAnswer(byte[] cdb) {
    return switch (cdb[0] & 0xff) {
      case 0x12 -> cdb[1] == 0 ? "inq" : String.format("vpd%02x", cdb[2]);
      case 0x5a -> "ms";
      case 0x85 -> "ata";
      case 0x9e -> "rc16";
      default -> throw new AssertionError("operation " + cdb[0]);
    };
  }

  private void assertOpen(Fd fd) {
    if (fd.number() != device) {
      throw new AssertionError("asked through descriptor " + fd.number());
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
