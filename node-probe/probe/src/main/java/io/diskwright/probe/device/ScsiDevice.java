package io.diskwright.probe.device;

import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** SCSI commands of the reading kind, by struct sg_io_hdr; include/scsi/sg.h. */
final class ScsiDevice {
  /** Operation codes of SPC-5 and SBC-4. */
  private static final int INQUIRY = 0x12;

  private static final int MODE_SENSE_10 = 0x5a;
  private static final int SERVICE_ACTION_IN_16 = 0x9e;
  private static final int READ_CAPACITY_16 = 0x10;

  /** SAT-4, ATA PASS-THROUGH (16): PIO data-in, one block, length in the sector count. */
  private static final int ATA_PASS_THROUGH_16 = 0x85;

  private static final int PIO_IN = 4 << 1;
  private static final int FROM_DEVICE_ONE_BLOCK = 0x0e;

  /** ACS-4. */
  private static final int IDENTIFY_DEVICE = 0xec;

  private static final int HEADER = 88;
  private static final int SG_DXFER_FROM_DEV = -3;
  private static final int SENSE_SIZE = 64;
  private static final int TIMEOUT_MILLIS = 30_000; // as the kernel's sd driver

  private final Libc libc;
  private final Fd fd;

  ScsiDevice(Libc libc, Fd fd) {
    this.libc = libc;
    this.fd = fd;
  }

  Octets inquiry(int length) throws UnusableAnswerException {
    return command(length, INQUIRY, 0, 0, length >> 8, length, 0);
  }

  /** A page of vital product data, up to {@code length} bytes of it. */
  Octets vpd(int page, int length) throws UnusableAnswerException {
    return command(length, INQUIRY, 1, page, length >> 8, length, 0);
  }

  Octets readCapacity16() throws UnusableAnswerException {
    int length = Capacity16.SIZE;
    return command(
        length,
        SERVICE_ACTION_IN_16,
        READ_CAPACITY_16,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        length,
        0,
        0);
  }

  /** The current values of a mode page, without block descriptors. */
  Octets modeSense(int page, int length) throws UnusableAnswerException {
    return command(length, MODE_SENSE_10, 0x08, page, 0, 0, 0, 0, length >> 8, length, 0);
  }

  Octets ataIdentify() throws UnusableAnswerException {
    return command(
        AtaIdentity.SIZE,
        ATA_PASS_THROUGH_16,
        PIO_IN,
        FROM_DEVICE_ONE_BLOCK,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        IDENTIFY_DEVICE,
        0);
  }

  private Octets command(int length, int... cdb) throws UnusableAnswerException {
    byte[] command = new byte[cdb.length];
    for (int i = 0; i < cdb.length; i++) {
      command[i] = (byte) cdb[i];
    }
    byte[] data = new byte[length];
    byte[] sense = new byte[SENSE_SIZE];
    byte[] header = new byte[HEADER];
    ByteBuffer.wrap(header)
        .order(ByteOrder.nativeOrder())
        .putInt(0, 'S')
        .putInt(4, SG_DXFER_FROM_DEV)
        .put(8, (byte) command.length)
        .put(9, (byte) SENSE_SIZE)
        .putInt(12, length)
        .putInt(40, TIMEOUT_MILLIS);
    libc.ioctl(
        fd,
        Ioctls.SG_IO,
        header,
        List.of(
            new Libc.Pointee(16, data),
            new Libc.Pointee(24, command),
            new Libc.Pointee(32, sense)));
    return outcome(header, data, sense);
  }

  /** What has really come: the status, the sense data and the residue looked at. */
  static Octets outcome(byte[] header, byte[] data, byte[] sense) throws UnusableAnswerException {
    ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
    int host = Short.toUnsignedInt(in.getShort(68));
    int driver = in.getShort(70) & 0x0f;
    if (host != 0 || driver != 0 && driver != ScsiSense.DRIVER_SENSE) {
      throw new UnusableAnswerException(
          String.format("host 0x%x, driver 0x%x", host, driver), "the command did not get through");
    }
    int status = in.get(64) & 0xfe;
    if (status != 0) {
      ScsiSense.check(status, Octets.of(sense, in.get(67) & 0xff));
    }
    int residue = Math.clamp(in.getInt(72), 0, data.length);
    return Octets.of(data, data.length - residue);
  }
}
