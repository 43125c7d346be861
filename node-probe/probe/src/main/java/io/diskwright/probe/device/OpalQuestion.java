package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** Whether a disk encrypts by TCG Opal; struct opal_status of include/uapi/linux/sed-opal.h. */
final class OpalQuestion {
  static final String CALL = "ioctl(IOC_OPAL_GET_STATUS)";

  private static final int SUPPORTED = 0x01;
  private static final int LOCKING_SUPPORTED = 0x02;
  private static final int LOCKING_ENABLED = 0x04;

  private OpalQuestion() {}

  static void ask(Libc libc, Fd fd, Notes notes) {
    notes.ask(CALL, Set.of(Trait.OpalLocking), () -> status(libc, fd, notes));
  }

  private static void status(Libc libc, Fd fd, Notes notes) throws UnusableAnswerException {
    byte[] answer = new byte[8];
    try {
      libc.ioctl(fd, Ioctls.IOC_OPAL_GET_STATUS, answer);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EOPNOTSUPP) {
        throw e;
      }
      add(notes, false, e.errnoName()); // the kernel's word for: no Opal disk
      return;
    }
    int flags = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt(0);
    add(notes, enabled(flags), String.format("flags 0x%x", flags));
  }

  /** Locking supported and enabled: without it the disk gives its data to whoever takes it. */
  static boolean enabled(int flags) throws UnusableAnswerException {
    if (flags == -1) {
      throw new UnusableAnswerException("only ones", "the answer holds nothing but ones");
    }
    int need = SUPPORTED | LOCKING_SUPPORTED | LOCKING_ENABLED;
    return (flags & need) == need;
  }

  private static void add(Notes notes, boolean locking, String result) {
    String value = Boolean.toString(locking);
    notes.add(Trait.OpalLocking, value, EvidenceSource.SystemCall, CALL, result);
  }
}
