package io.diskwright.controller;

import io.diskwright.service.ApiClient;
import io.diskwright.service.Metrics;
import io.diskwright.service.Settings;
import io.diskwright.service.StatusServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator; exits with 2 on bad settings and with 1 when it cannot start. */
public final class OperatorMain {
  /** What the API server knows our writes by. */
  static final String FIELD_MANAGER = "diskwright-operator";

  private static final Logger log = LoggerFactory.getLogger(OperatorMain.class);

  private OperatorMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    try {
      run(OperatorSettings.read(arguments, System.getenv()));
    } catch (Settings.SettingsException e) {
      log.error(e.getMessage());
      System.exit(2);
    } catch (IOException | RuntimeException e) {
      log.error("Cannot start the operator", e);
      System.exit(1);
    }
  }

  private static void run(OperatorSettings settings) throws IOException {
    PrometheusMeterRegistry registry = Metrics.registry();
    KubernetesClient client = ApiClient.connect(FIELD_MANAGER, registry);
    OperatorApp app =
        new OperatorApp(
            client, settings, registry, StatusWriter.SERVER_SIDE_APPLY, Clock.systemUTC());
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
        .setMessage("Operator started")
        .addKeyValue("api", client.getMasterUrl())
        .addKeyValue("httpPort", status.port())
        .addKeyValue("leaderElection", settings.leaderElection())
        .log();
  }
}
