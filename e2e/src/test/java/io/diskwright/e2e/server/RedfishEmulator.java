package io.diskwright.e2e.server;

import io.diskwright.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Redfish service by sushy-tools of OpenStack, over HTTPS on this host. */
public final class RedfishEmulator implements AutoCloseable {
  /** The emulator, with volumes: its fake driver has none, only the one for libvirt has. */
  private static final String WITH_VOLUMES =
      """
      from sushy_tools.emulator.resources.systems import fakedriver
      fakedriver.FakeDriver.find_or_create_storage_volume = lambda self, data: data["Id"]
      from sushy_tools.emulator import main
      main.main()
      """;

  private final ManagedProcess process;
  private final int port;

  private RedfishEmulator(ManagedProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Installs sushy-tools; skips the calling test when that is not possible. */
  public static Path install() {
    Requires.command("python3");
    return BuiltTools.by("sushy.sh");
  }

  /**
   * Starts sushy-static, which serves a directory of resources as they are and lets everybody in.
   *
   * @param tls directory with tls.crt and tls.key
   * @param port to listen at; 0 for any free one
   */
  public static RedfishEmulator mockUp(Path sushy, Path resources, Path tls, int port) {
    return start(
        sushy,
        tls,
        port,
        List.of(
            sushy.resolve("bin/sushy-static").toString(), "--mockup-files", resources.toString()));
  }

  /** Starts sushy-emulator with its fake driver and a configuration. */
  public static RedfishEmulator emulator(Path sushy, Path configuration, Path tls) {
    return start(
        sushy,
        tls,
        0,
        List.of(
            sushy.resolve("bin/python3").toString(),
            "-c",
            WITH_VOLUMES,
            "--fake",
            "--config",
            configuration.toString()));
  }

  /** Where it is. */
  public String endpoint() {
    return "https://localhost:" + port;
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** What it printed: every request it was sent. */
  public String log() {
    try {
      return Files.readString(process.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }

  private static RedfishEmulator start(Path sushy, Path tls, int wanted, List<String> command) {
    int port = wanted == 0 ? freePort() : wanted;
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--interface", "127.0.0.1", "--port", String.valueOf(port)));
    all.addAll(List.of("--ssl-certificate", tls.resolve("tls.crt").toString()));
    all.addAll(List.of("--ssl-key", tls.resolve("tls.key").toString()));
    ManagedProcess process =
        ManagedProcess.start(
            "sushy", tls.resolve("sushy.log"), Map.of("PYTHONUNBUFFERED", "1"), all);
    RedfishEmulator made = new RedfishEmulator(process, port);
    try {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> !process.isAlive() || made.isListening());
    } finally {
      if (!process.isAlive()) {
        throw new IllegalStateException("sushy-tools did not start: " + process.logTail());
      }
    }
    return made;
  }

  private boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
