package io.diskwright.libc;

/**
 * The system calls by which the kernel tells of changes: netlink, inotify and poll. Failures are
 * {@link ErrnoException}s; interrupted calls are retried.
 */
public interface KernelEvents {
  /** Protocol of the kernel's uevents; include/uapi/linux/netlink.h. */
  int NETLINK_KOBJECT_UEVENT = 15;

  /** The multicast group the kernel itself sends to; lib/kobject_uevent.c. Group 2 is udev's. */
  int UEVENT_GROUP_KERNEL = 1;

  /** Data is there to be read; include/uapi/asm-generic/poll.h. */
  int POLLIN = 0x001;

  /** What /proc/self/mountinfo raises when the mounts changed; proc_pid_mountinfo(5). */
  int POLLPRI = 0x002;

  int POLLERR = 0x008;

  /** For inotify_add_watch(2); include/uapi/linux/inotify.h. */
  int IN_ATTRIB = 0x00000004;

  int IN_CLOSE_WRITE = 0x00000008;
  int IN_MOVED_FROM = 0x00000040;
  int IN_MOVED_TO = 0x00000080;
  int IN_CREATE = 0x00000100;
  int IN_DELETE = 0x00000200;
  int IN_DELETE_SELF = 0x00000400;
  int IN_MOVE_SELF = 0x00000800;
  int IN_UNMOUNT = 0x00002000;
  int IN_Q_OVERFLOW = 0x00004000;
  int IN_IGNORED = 0x00008000;
  int IN_ONLYDIR = 0x01000000;

  /** A netlink socket bound to multicast {@code groups}; netlink(7). */
  Fd netlink(int protocol, int groups);

  /**
   * One message of a netlink socket, cut at {@code length} bytes; recvfrom(2), not waiting.
   *
   * @throws ErrnoException EAGAIN when there is none, ENOBUFS when some were lost
   */
  Message receive(Fd socket, int length);

  /**
   * A message.
   *
   * @param sender port id of the sender; 0 is the kernel, all others may be anybody
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, by the one who asked
  record Message(int sender, byte[] data) {}

  /** An inotify instance that does not block; inotify_init1(2). */
  Fd inotify();

  /** Watches a path; inotify_add_watch(2). Returns the watch's number. */
  int watch(Fd inotify, String path, int mask);

  /** Ends a watch; inotify_rm_watch(2). */
  void unwatch(Fd inotify, int watch);

  /** A counter by which one thread wakes another's {@link #poll}; eventfd(2), not blocking. */
  Fd eventfd();

  /** Adds one to an eventfd; write(2). */
  void wake(Fd eventfd);

  /**
   * Reads what is there, at most {@code length} bytes, not waiting; read(2). EAGAIN when nothing
   * is.
   */
  byte[] read(Fd fd, int length);

  /**
   * Waits until one of {@code fds} has one of its {@code events}; poll(2).
   *
   * @param timeoutMillis at most so long; -1 for ever
   * @return what each has, 0 for nothing; all 0 when the time is over
   */
  int[] poll(Fd[] fds, int[] events, int timeoutMillis);

  /** The kernel itself. */
  static KernelEvents system() {
    Libc.system(); // registers the functions
    return JnaKernelEvents.INSTANCE;
  }
}
