package io.diskwright.agent;

import io.diskwright.agent.export.ExportTool;
import io.diskwright.decision.Export;
import io.diskwright.image.Allocator;
import io.diskwright.image.Grower;
import io.diskwright.image.ProcessRunner;
import io.diskwright.image.QemuImg;
import io.diskwright.image.QemuVersion;
import io.diskwright.image.Repairer;
import io.diskwright.image.Verifier;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.image.content.Contents;
import io.diskwright.libc.Libc;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.Locator;
import io.diskwright.service.ApiClient;
import io.diskwright.service.Metrics;
import io.diskwright.service.Settings;
import io.diskwright.service.StatusServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a node's agent; exits with 2 on bad settings and with 1 when it cannot start. */
public final class AgentMain {
  private static final Logger log = LoggerFactory.getLogger(AgentMain.class);

  private AgentMain() {}

  /** Runs until it is told to stop; with {@code export} in front, what an exporting pod needs. */
  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals(ExportTool.NAME)) {
      String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
      System.exit(
          new ExportTool(
                  new ProcessRunner(),
                  List.of(),
                  Path.of(Export.ROOT),
                  System.out,
                  Path.of("/dev/termination-log"))
              .run(rest));
    }
    try {
      run(AgentSettings.read(arguments, System.getenv()));
    } catch (Settings.SettingsException e) {
      log.error(e.getMessage());
      System.exit(2);
    } catch (IOException | RuntimeException e) {
      log.error("Cannot start the agent", e);
      System.exit(1);
    }
  }

  /** Without a key pair of its own the node makes everything but encrypted images. */
  private static OrderKeys keys(AgentSettings settings) {
    try {
      PrivateKey key = new NodeKeyFile(Libc.system(), settings.keyDirectory()).key();
      return new NodeKey(settings.nodeName(), key);
    } catch (NodeKeyFile.UnusableException | GeneralSecurityException e) {
      log.atError()
          .setMessage("This node can make no encrypted images")
          .addKeyValue("reason", e.getMessage())
          .log();
      return NodeKey.none(Trouble.of(e));
    }
  }

  private static void run(AgentSettings settings) throws IOException {
    PrometheusMeterRegistry registry = Metrics.registry();
    KubernetesClient client = ApiClient.connect(ApiServer.FIELD_MANAGER, registry);
    AgentApp app =
        new AgentApp(
            client,
            settings,
            new LocalProber(new DeviceProbe(QemuVersion.system()), new Locator()),
            new LocalImages(
                Allocator.system(),
                Contents.system(),
                Verifier.system(),
                Grower.system(),
                Repairer.system()),
            keys(settings),
            new LocalCalibrating(
                Libc.system(), Calibrator.system(), QemuImg.system(), Clock.systemUTC()),
            registry,
            Clock.systemUTC());
    StatusServer status =
        StatusServer.start(settings.httpPort(), app::missing, registry, app::measure);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      status.close();
                      app.close();
                      client.close();
                    }));
    app.start();
    log.atInfo()
        .setMessage("Agent started")
        .addKeyValue("node", settings.nodeName())
        .addKeyValue("api", client.getMasterUrl())
        .addKeyValue("httpPort", status.port())
        .log();
  }
}
