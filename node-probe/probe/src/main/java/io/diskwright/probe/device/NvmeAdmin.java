package io.diskwright.probe.device;

import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Admin commands of the reading kind; struct nvme_passthru_cmd of include/uapi/linux/nvme_ioctl.h.
 * The kernel's own time limit is kept: a shorter one would make it reset the controller.
 */
final class NvmeAdmin {
  /** NVM Express Base Specification, opcodes of admin commands. */
  private static final int GET_LOG_PAGE = 0x02;

  private static final int IDENTIFY = 0x06;
  private static final int GET_FEATURES = 0x0a;

  private static final int COMMAND_SIZE = 72;
  private static final int NSID = 4;
  private static final int ADDR = 24;
  private static final int DATA_LEN = 36;
  private static final int CDW10 = 40;
  private static final int RESULT = 68;
  private static final int PAGE = 4096;

  /** The log of the whole controller. */
  private static final int EVERY_NAMESPACE = 0xffffffff;

  private final Libc libc;
  private final Fd fd;

  NvmeAdmin(Libc libc, Fd fd) {
    this.libc = libc;
    this.fd = fd;
  }

  /** The namespace that the node stands for. */
  int namespaceId() throws UnusableAnswerException {
    int nsid = libc.ioctl(fd, Ioctls.NVME_IOCTL_ID, 0);
    if (nsid <= 0) {
      throw new UnusableAnswerException(Integer.toString(nsid), "no namespace has that number");
    }
    return nsid;
  }

  /** A data structure of 4096 bytes, named by {@code cns}. */
  Octets identify(int cns, int nsid) throws UnusableAnswerException {
    return read(IDENTIFY, nsid, cns, PAGE);
  }

  /** The first {@code length} bytes of a log page; a multiple of four. */
  Octets log(int page, int length) throws UnusableAnswerException {
    return read(GET_LOG_PAGE, EVERY_NAMESPACE, page | (length / 4 - 1) << 16, length);
  }

  /** The current value of a feature. */
  int feature(int id) throws UnusableAnswerException {
    ByteBuffer command = command(GET_FEATURES, 0, id);
    check(libc.ioctl(fd, Ioctls.NVME_IOCTL_ADMIN_CMD, command.array()));
    return command.getInt(RESULT);
  }

  private Octets read(int opcode, int nsid, int cdw10, int length) throws UnusableAnswerException {
    byte[] data = new byte[length];
    ByteBuffer command = command(opcode, nsid, cdw10).putInt(DATA_LEN, length);
    check(
        libc.ioctl(
            fd,
            Ioctls.NVME_IOCTL_ADMIN_CMD,
            command.array(),
            List.of(new Libc.Pointee(ADDR, data))));
    return Octets.of(data);
  }

  private static ByteBuffer command(int opcode, int nsid, int cdw10) {
    return ByteBuffer.allocate(COMMAND_SIZE)
        .order(ByteOrder.nativeOrder())
        .put(0, (byte) opcode)
        .putInt(NSID, nsid)
        .putInt(CDW10, cdw10);
  }

  /** The ioctl returns the status of the completion. */
  private static void check(int status) throws UnusableAnswerException {
    if (status != 0) {
      throw new UnusableAnswerException(
          String.format("status 0x%x", status), "the controller refused the command");
    }
  }
}
