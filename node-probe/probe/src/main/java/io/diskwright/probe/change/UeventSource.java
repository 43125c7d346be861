package io.diskwright.probe.change;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.KernelEvents;

/** The kernel's uevents. Anybody may send to a netlink socket: only port 0 is the kernel. */
final class UeventSource implements Source {
  private static final int MOST_AT_ONCE = 512;

  private final KernelEvents events;
  private final Fd socket;

  UeventSource(KernelEvents events) {
    this.events = events;
    this.socket =
        events.netlink(KernelEvents.NETLINK_KOBJECT_UEVENT, KernelEvents.UEVENT_GROUP_KERNEL);
  }

  @Override
  public Fd fd() {
    return socket;
  }

  @Override
  public int events() {
    return KernelEvents.POLLIN;
  }

  @Override
  public void drain(Pending pending) {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      try {
        KernelEvents.Message message = events.receive(socket, Uevent.LONGEST);
        if (message.sender() == 0) {
          Uevent.parse(message.data()).ifPresent(pending::device);
        }
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EAGAIN) {
          return;
        }
        if (e.errno() != Errno.ENOBUFS) {
          throw e;
        }
        pending.everything();
      }
    }
  }

  @Override
  public boolean isMuteWhen(Pending pending) {
    return pending.isEverything();
  }

  @Override
  public void close() {
    socket.close();
  }
}
