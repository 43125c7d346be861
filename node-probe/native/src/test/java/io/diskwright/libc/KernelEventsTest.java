package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelEventsTest {
  private static final int TOUCH = 5_000;

  /** SIOCGIFCONF, include/uapi/linux/sockios.h: struct ifconf, a length and a pointer. */
  private static final long SIOCGIFCONF = 0x8912;

  private final KernelEvents events = KernelEvents.system();

  @TempDir Path home;

  @Test
  void shouldHearAUeventFromTheKernelWhenADeviceIsAskedForOne() throws IOException {
    Path uevent = Path.of("/sys/class/mem/null/uevent");
    try (Fd socket =
        events.netlink(KernelEvents.NETLINK_KOBJECT_UEVENT, KernelEvents.UEVENT_GROUP_KERNEL)) {
      assertErrno(Errno.EAGAIN, () -> events.receive(socket, 100));
      if (!Files.isWritable(uevent)) {
        return; // only root may ask; that a socket can be had is shown all the same
      }
      Files.writeString(uevent, "change");
      assertThat(events.poll(new Fd[] {socket}, new int[] {KernelEvents.POLLIN}, TOUCH))
          .containsExactly(KernelEvents.POLLIN);
      KernelEvents.Message message = events.receive(socket, 4096);
      assertThat(message.sender()).isZero();
      assertThat(new String(message.data(), StandardCharsets.UTF_8)).startsWith("change@/devices");
    }
  }

  @Test
  void shouldHearOfAFileWhenItsDirectoryIsWatched() throws IOException {
    try (Fd inotify = events.inotify()) {
      int watch = events.watch(inotify, home.toString(), KernelEvents.IN_CREATE);
      assertThat(events.poll(new Fd[] {inotify}, new int[] {KernelEvents.POLLIN}, 0))
          .containsExactly(0);
      Files.createFile(home.resolve("born"));
      assertThat(events.poll(new Fd[] {inotify}, new int[] {KernelEvents.POLLIN}, TOUCH))
          .containsExactly(KernelEvents.POLLIN);
      ByteBuffer event = ByteBuffer.wrap(events.read(inotify, 4096)).order(ByteOrder.nativeOrder());
      assertThat(event.getInt(0)).isEqualTo(watch);
      assertThat(event.getInt(4)).isEqualTo(KernelEvents.IN_CREATE);
      events.unwatch(inotify, watch);
      assertErrno(Errno.EINVAL, () -> events.unwatch(inotify, watch));
    }
  }

  @Test
  void shouldWakeAPollWhenAnotherThreadSaysSo() throws InterruptedException {
    try (Fd bell = events.eventfd()) {
      assertErrno(Errno.EAGAIN, () -> events.read(bell, 8));
      Thread other = Thread.ofPlatform().start(() -> events.wake(bell));
      assertThat(events.poll(new Fd[] {bell}, new int[] {KernelEvents.POLLIN}, TOUCH))
          .containsExactly(KernelEvents.POLLIN);
      other.join();
      assertThat(events.read(bell, 8)).hasSize(8);
    }
  }

  @Test
  void shouldHandOverWhatAPointerPointsAt() {
    byte[] interfaces = new byte[40 * 64];
    byte[] request = new byte[16];
    ByteBuffer in = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    in.putInt(0, interfaces.length);
    try (Fd socket = events.netlink(KernelEvents.NETLINK_KOBJECT_UEVENT, 0)) {
      Libc.system().ioctl(socket, SIOCGIFCONF, request, List.of(new Libc.Pointee(8, interfaces)));
    }
    assertThat(in.getInt(0)).isPositive();
    assertThat(new String(interfaces, StandardCharsets.ISO_8859_1)).startsWith("lo\0");
  }

  @Test
  void shouldKeepAShortBufferFromTheKernel() {
    assertThatThrownBy(() -> Libc.system().ioctl(Fd.CWD, Ioctls.FS_IOC_FSGETXATTR, new byte[27]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes 28 bytes, not 27");
    assertThatThrownBy(
            () ->
                Libc.system()
                    .ioctl(Fd.CWD, 0x2285, new byte[8], List.of(new Libc.Pointee(1, new byte[1]))))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertErrno(int errno, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
