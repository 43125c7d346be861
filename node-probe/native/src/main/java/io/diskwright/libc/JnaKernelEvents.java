package io.diskwright.libc;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The kernel's events, through JNA. */
final class JnaKernelEvents implements KernelEvents {
  static final KernelEvents INSTANCE = new JnaKernelEvents();

  /** include/linux/socket.h and include/linux/net.h. */
  private static final int AF_NETLINK = 16;

  private static final int SOCK_RAW = 3;
  private static final int MSG_DONTWAIT = 0x40;

  /** struct sockaddr_nl: family, padding, port id, groups; include/uapi/linux/netlink.h. */
  private static final int ADDRESS = 12;

  /** struct pollfd: descriptor, events, returned events. */
  private static final int POLLFD = 8;

  private JnaKernelEvents() {}

  @Override
  public Fd netlink(int protocol, int groups) {
    int flags = SOCK_RAW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
    Fd socket =
        opened(
            JnaLibc.call(
                () -> "socket(AF_NETLINK, " + protocol + ")",
                () -> LibcCalls.socket(AF_NETLINK, flags, protocol)));
    byte[] address = new byte[ADDRESS];
    ByteBuffer.wrap(address)
        .order(ByteOrder.nativeOrder())
        .putShort(0, (short) AF_NETLINK)
        .putInt(8, groups);
    try {
      JnaLibc.call(
          () -> "bind(netlink, groups " + groups + ")",
          () -> LibcCalls.bind(socket.number(), address, ADDRESS));
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  @Override
  public Message receive(Fd socket, int length) {
    try (Memory buffer = new Memory(length);
        Memory address = new Memory(ADDRESS);
        Memory addressLength = new Memory(4)) {
      address.clear();
      addressLength.setInt(0, ADDRESS);
      long got =
          JnaLibc.call(
              () -> "recvfrom(netlink)",
              () ->
                  LibcCalls.recvfrom(
                      socket.number(), buffer, length, MSG_DONTWAIT, address, addressLength));
      return new Message(address.getInt(4), buffer.getByteArray(0, (int) got));
    }
  }

  @Override
  public Fd inotify() {
    return opened(
        JnaLibc.call(
            () -> "inotify_init1",
            () -> LibcCalls.inotify_init1(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)));
  }

  @Override
  public int watch(Fd inotify, String path, int mask) {
    byte[] name = CPath.of("inotify_add_watch", path);
    return (int)
        JnaLibc.call(
            () -> "inotify_add_watch(" + CPath.quoted(path) + ")",
            () -> LibcCalls.inotify_add_watch(inotify.number(), name, mask));
  }

  @Override
  public void unwatch(Fd inotify, int watch) {
    JnaLibc.call(
        () -> "inotify_rm_watch(" + watch + ")",
        () -> LibcCalls.inotify_rm_watch(inotify.number(), watch));
  }

  @Override
  public Fd eventfd() {
    return opened(
        JnaLibc.call(
            () -> "eventfd", () -> LibcCalls.eventfd(0, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)));
  }

  @Override
  public void wake(Fd eventfd) {
    byte[] one = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).array();
    JnaLibc.call(() -> "write(eventfd)", () -> LibcCalls.write(eventfd.number(), one, one.length));
  }

  @Override
  public byte[] read(Fd fd, int length) {
    try (Memory buffer = new Memory(length)) {
      long got =
          JnaLibc.call(
              () -> "read(" + length + ")", () -> LibcCalls.read(fd.number(), buffer, length));
      return buffer.getByteArray(0, (int) got);
    }
  }

  @Override
  public int[] poll(Fd[] fds, int[] events, int timeoutMillis) {
    if (fds.length != events.length || fds.length == 0) {
      throw new IllegalArgumentException(fds.length + " descriptors, " + events.length + " masks");
    }
    try (Memory buffer = new Memory((long) POLLFD * fds.length)) {
      buffer.clear();
      for (int i = 0; i < fds.length; i++) {
        buffer.setInt((long) POLLFD * i, fds[i].number());
        buffer.setShort((long) POLLFD * i + 4, (short) events[i]);
      }
      JnaLibc.call(() -> "poll", () -> LibcCalls.poll(buffer, fds.length, timeoutMillis));
      int[] found = new int[fds.length];
      for (int i = 0; i < fds.length; i++) {
        found[i] = Short.toUnsignedInt(buffer.getShort((long) POLLFD * i + 6));
      }
      return found;
    }
  }

  private static Fd opened(long number) {
    return new Fd(Libc.system(), (int) number);
  }
}
