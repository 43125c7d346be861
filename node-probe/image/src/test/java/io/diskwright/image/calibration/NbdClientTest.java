package io.diskwright.image.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.calibration.NbdClient.Done;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the real qemu-nbd, and against servers that are none. */
class NbdClientTest {
  private static final int SIZE = 8 << 20;

  @TempDir private Path directory;
  private final Watchdog watchdog = new Watchdog(() -> true);
  private Path image = Path.of("");
  private Path socket = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    image = directory.resolve("image");
    socket = directory.resolve("socket");
    Files.write(image, new byte[SIZE]);
  }

  @AfterEach
  void tearDown() {
    watchdog.close();
  }

  private ImageServer serve() throws IOException {
    Requires.command("qemu-nbd");
    return ImageServer.start(
        ServerMode.UNMEASURED, ImageFormat.raw, image.toString(), socket, watchdog);
  }

  @Test
  void shouldWriteEachBlockOnceWhereItWasTold() throws Exception {
    // Given
    long[] offsets = {0, 3 * 4096, 7 * 4096, SIZE - 4096};
    Done done;
    // When
    try (ImageServer server = serve()) {
      assertThat(server.client().size()).isEqualTo(SIZE);
      done = server.client().write(offsets, 4096, 2, Long.MAX_VALUE);
    }
    // Then
    assertThat(done.operations()).isEqualTo(offsets.length);
    assertThat(done.nanos()).isPositive();
    byte[] bytes = Files.readAllBytes(image);
    for (int block = 0; block < SIZE / 4096; block++) {
      boolean told = block == 0 || block == 3 || block == 7 || block == SIZE / 4096 - 1;
      assertThat(isZero(bytes, block)).as("block " + block).isEqualTo(!told);
    }
  }

  @Test
  void shouldWriteWhatCanNeitherBeCompressedNorDeduplicated() throws Exception {
    // Given
    int block = 1 << 20;
    long[] offsets = {0, block, 2L * block, 3L * block};
    // When
    try (ImageServer server = serve()) {
      Done unused = server.client().write(offsets, block, 1, Long.MAX_VALUE);
    }
    // Then
    byte[] bytes = Files.readAllBytes(image);
    Deflater deflater = new Deflater();
    deflater.setInput(bytes, 0, 4 * block);
    deflater.finish();
    int compressed = deflater.deflate(new byte[8 * block]);
    assertThat(compressed).isGreaterThan(block); // 4 MiB through one buffer of 1 MiB
    assertThat(
            java.util.stream.IntStream.range(0, 4 * block / 4096)
                .mapToObj(i -> ByteBuffer.wrap(bytes, i * 4096, 4096))
                .distinct())
        .hasSize(4 * block / 4096);
  }

  @Test
  void shouldReadAsManyBlocksAsItIsToldWhenDeep() throws Exception {
    long[] offsets = new long[1024];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i * 4096L;
    }
    try (ImageServer server = serve()) {
      assertThat(server.client().read(offsets, 4096, 8, Long.MAX_VALUE).operations())
          .isEqualTo(1024);
    }
  }

  @Test
  void shouldAnswerAllItSentWhenTheTimeIsOver() throws Exception {
    try (ImageServer server = serve()) {
      long[] offsets = new long[1000];
      assertThat(server.client().write(offsets, 4096, 8, 0).operations()).isEqualTo(8);
      assertThat(server.client().read(offsets, 4096, 8, 0).operations()).isEqualTo(8);
    }
  }

  @Test
  void shouldSayWhatTheServerSaidWhenARequestFails() throws Exception {
    try (ImageServer server = serve()) {
      assertThatThrownBy(() -> server.client().read(new long[] {SIZE}, 4096, 1, 1))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("EINVAL");
    }
  }

  @Test
  void shouldSayWhatQemuSaidWhenItDoesNotServe() {
    Requires.command("qemu-nbd");
    assertThatThrownBy(
            () ->
                ImageServer.start(
                    ServerMode.UNMEASURED, ImageFormat.qcow2, image.toString(), socket, watchdog))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not in qcow2 format");
    assertThat(socket).doesNotExist();
  }

  @Test
  void shouldEndTheServerAndLeaveNoSocketWhenClosed() throws Exception {
    long pid;
    try (ImageServer server = serve()) {
      pid = server.pid();
      assertThat(socket).doesNotExist();
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(Shell.run("qemu-img", "info", "-f", "raw", image.toString())).contains("raw");
  }

  @Test
  void shouldEndAtOnceWhenTheWatchdogBarks() throws Exception {
    Requires.command("qemu-nbd");
    boolean[] goOn = {true};
    try (Watchdog strict = new Watchdog(() -> goOn[0]);
        ImageServer server =
            ImageServer.start(
                ServerMode.UNMEASURED, ImageFormat.raw, image.toString(), socket, strict)) {
      long[] many = new long[50_000_000];
      long start = System.nanoTime();
      Thread.ofVirtual().start(() -> goOn[0] = false);
      assertThatThrownBy(() -> server.client().read(many, 4096, 8, Long.MAX_VALUE))
          .isInstanceOf(IOException.class);
      assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }
  }

  @Test
  void shouldRefuseWhenTheServerIsNone() throws Exception {
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual()
          .start(
              () -> {
                try (SocketChannel peer = listening.accept()) {
                  peer.write(ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes("ASCII")));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> NbdClient.connect(socket))
          .isInstanceOf(IOException.class)
          .hasMessage("no NBD server of the newstyle answers");
    }
  }

  private static boolean isZero(byte[] bytes, int block) {
    for (int i = block * 4096; i < (block + 1) * 4096; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
