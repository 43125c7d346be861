package io.diskwright.image.calibration;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The beginning of a connection: fixed newstyle negotiation with the option NBD_OPT_GO, as the
 * network block device's doc/proto.md describes it.
 */
final class NbdHandshake {
  private static final long NBD_MAGIC = 0x4e42444d41474943L; // "NBDMAGIC"
  private static final long OPTION_MAGIC = 0x49484156454F5054L; // "IHAVEOPT"
  private static final long REPLY_MAGIC = 0x3e889045565a9L;
  private static final int FIXED_NEWSTYLE = 1;
  private static final int NO_ZEROES = 2;
  private static final int OPT_GO = 7;
  private static final int REP_ACK = 1;
  private static final int REP_INFO = 3;
  private static final int REP_ERROR = 1 << 31;
  private static final int INFO_EXPORT = 0;
  private static final int LONGEST_REPLY = 64 << 10;

  private NbdHandshake() {}

  /**
   * Negotiates the default export.
   *
   * @return its size in bytes
   * @throws IOException when the other side is no such server, or will not
   */
  static long negotiate(SocketChannel channel) throws IOException {
    ByteBuffer greeting = read(channel, 18);
    if (greeting.getLong() != NBD_MAGIC || greeting.getLong() != OPTION_MAGIC) {
      throw new IOException("no NBD server of the newstyle answers");
    }
    int flags = greeting.getShort();
    if ((flags & FIXED_NEWSTYLE) == 0) {
      throw new IOException("the NBD server knows no fixed newstyle negotiation");
    }
    ByteBuffer go = ByteBuffer.allocate(26);
    go.putInt(FIXED_NEWSTYLE | (flags & NO_ZEROES));
    go.putLong(OPTION_MAGIC).putInt(OPT_GO);
    go.putInt(6).putInt(0).putShort((short) 0); // the default export, no further questions
    write(channel, go.flip());
    return sizeFromReplies(channel);
  }

  private static long sizeFromReplies(SocketChannel channel) throws IOException {
    long size = -1;
    while (true) {
      ByteBuffer head = read(channel, 20);
      long magic = head.getLong();
      int option = head.getInt();
      int type = head.getInt();
      int length = head.getInt();
      if (magic != REPLY_MAGIC || option != OPT_GO || length < 0 || length > LONGEST_REPLY) {
        throw new IOException("the NBD server's answer cannot be understood");
      }
      ByteBuffer data = read(channel, length);
      if (type == REP_ACK && size >= 0) {
        return size;
      }
      if ((type & REP_ERROR) != 0 || type == REP_ACK) {
        throw new IOException("the NBD server refuses its export, by answer " + (type & 0xffff));
      }
      if (type == REP_INFO && length >= 12 && data.getShort() == INFO_EXPORT) {
        size = data.getLong();
      }
    }
  }

  /** Exactly that many bytes. */
  private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the NBD server hung up");
      }
    }
    return buffer.flip();
  }

  /** All of it. */
  static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
