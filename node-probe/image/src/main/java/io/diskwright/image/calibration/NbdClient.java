package io.diskwright.image.calibration;

import io.diskwright.libc.ErrnoException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A client of a network block device that measures: one thread keeps several requests in flight.
 * What it writes is random and each block is another, so that nothing below can compress or
 * deduplicate it. Its buffers are made before the clock starts.
 */
final class NbdClient implements AutoCloseable {
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final int REPLY_MAGIC = 0x67446698;
  private static final short READ = 0;
  private static final short WRITE = 1;
  private static final short DISCONNECT = 2;
  private static final short FLUSH = 3;
  private static final int REQUEST = 28;
  private static final int REPLY = 16;
  private static final int RECEIVED = 256 << 10;
  private static final int STAMP_EVERY = 4096;
  private static final long SEED = 20260101;

  private final SocketChannel channel;
  private final long size;
  private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVED).limit(0);
  private final SplittableRandom random = new SplittableRandom(SEED);

  private NbdClient(SocketChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * Connects to the server that listens at {@code socket}.
   *
   * @throws IOException when none does, or it is no NBD server
   */
  static NbdClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new NbdClient(channel, NbdHandshake.negotiate(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Bytes of the device. */
  long size() {
    return size;
  }

  /**
   * What was done, and how long it took; a flush is part of writing.
   *
   * @param operations requests that were answered
   * @param nanos from the first request to the last answer
   */
  record Done(int operations, long nanos) {
    double perSecond() {
      return operations * 1e9 / Math.max(1, nanos);
    }
  }

  /**
   * Writes {@code block} bytes at each of {@code offsets}, in that order, and flushes.
   *
   * @param depth requests in flight
   * @param limitNanos no new request is made after that long
   * @throws ErrnoException when the server answers with an error
   */
  Done write(long[] offsets, int block, int depth, long limitNanos) throws IOException {
    ByteBuffer[] slots = slots(depth, REQUEST + block);
    for (ByteBuffer slot : slots) {
      byte[] noise = new byte[block];
      random.nextBytes(noise);
      slot.put(REQUEST, noise);
    }
    return drive(WRITE, offsets, block, slots, limitNanos);
  }

  /** Reads in the same way. */
  Done read(long[] offsets, int block, int depth, long limitNanos) throws IOException {
    return drive(READ, offsets, block, slots(depth, REQUEST), limitNanos);
  }

  private static ByteBuffer[] slots(int depth, int length) {
    ByteBuffer[] slots = new ByteBuffer[depth];
    for (int i = 0; i < depth; i++) {
      slots[i] = ByteBuffer.allocateDirect(length);
    }
    return slots;
  }

  private Done drive(short command, long[] offsets, int block, ByteBuffer[] slots, long limitNanos)
      throws IOException {
    int payload = command == READ ? block : 0;
    long start = System.nanoTime();
    int sent = 0;
    int done = 0;
    while (sent < Math.min(slots.length, offsets.length)) {
      send(command, slots[sent], sent, offsets[sent], block);
      sent++;
    }
    while (done < sent) {
      int slot = receive(payload, slots.length);
      done++;
      if (sent < offsets.length && System.nanoTime() - start < limitNanos) {
        send(command, slots[slot], slot, offsets[sent], block);
        sent++;
      }
    }
    if (command == WRITE) {
      send(FLUSH, ByteBuffer.allocateDirect(REQUEST), 0, 0, 0);
      int unused = receive(0, 1);
    }
    return new Done(done, System.nanoTime() - start);
  }

  private void send(short command, ByteBuffer slot, int cookie, long offset, int length)
      throws IOException {
    slot.clear();
    slot.putInt(0, REQUEST_MAGIC).putShort(4, (short) 0).putShort(6, command);
    slot.putLong(8, cookie).putLong(16, offset).putInt(24, length);
    for (int at = REQUEST; at + Long.BYTES <= slot.capacity(); at += STAMP_EVERY) {
      slot.putLong(at, random.nextLong());
    }
    NbdHandshake.write(channel, slot);
  }

  /** Takes one answer and throws its data away; returns its cookie. */
  private int receive(int payload, int cookies) throws IOException {
    need(REPLY);
    int magic = received.getInt();
    int error = received.getInt();
    long cookie = received.getLong();
    if (magic != REPLY_MAGIC || cookie < 0 || cookie >= cookies) {
      throw new IOException("the NBD server's answer cannot be understood");
    }
    if (error != 0) {
      throw new ErrnoException("request to qemu-nbd", error); // the protocol's numbers are Linux's
    }
    for (int left = payload; left > 0; ) {
      need(1);
      int taken = Math.min(left, received.remaining());
      received.position(received.position() + taken);
      left -= taken;
    }
    return (int) cookie;
  }

  private void need(int bytes) throws IOException {
    while (received.remaining() < bytes) {
      received.compact();
      int got = channel.read(received);
      received.flip();
      if (got < 0) {
        throw new EOFException("the NBD server hung up");
      }
    }
  }

  /** Hangs up, from any thread and at any time: what waits for an answer then fails. */
  void cut() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no use any more, which is what was wanted
    }
  }

  /** Whether somebody hung up. */
  boolean isCut() {
    return !channel.isOpen();
  }

  /** Says goodbye and hangs up. */
  @Override
  public void close() {
    try {
      send(DISCONNECT, ByteBuffer.allocateDirect(REQUEST), 0, 0, 0);
    } catch (IOException e) {
      // it hung up first
    }
    cut();
  }
}
