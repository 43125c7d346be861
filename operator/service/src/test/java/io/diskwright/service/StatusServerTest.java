package io.diskwright.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusServerTest {
  private final List<String> missing = new ArrayList<>();
  private final PrometheusMeterRegistry metrics = Metrics.registry();
  private final AtomicInteger scrapes = new AtomicInteger();
  private StatusServer server;

  @BeforeEach
  void start() throws IOException {
    server = StatusServer.start(0, () -> missing, metrics, scrapes::incrementAndGet);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldBeAliveAndNotReadyWhileSomethingIsMissing() throws Exception {
    missing.add("storage pools not listed yet");

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("not ready: storage pools not listed yet\n");
  }

  @Test
  void shouldBeReadyWhenNothingIsMissing() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldServePrometheusText() throws Exception {
    metrics.counter("diskwright.decisions", "reason", "Decided").increment(3);

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type")).get().asString().contains("0.0.4");
    assertThat(answer.body())
        .contains("diskwright_decisions_total{reason=\"Decided\"} 3.0")
        .contains("jvm_memory_used_bytes");
    assertThat(scrapes).hasValue(1);
  }

  @Test
  void shouldKeepTheNumberOfSeriesSmall() throws Exception {
    Timer.builder("work").publishPercentileHistogram().register(metrics).record(Duration.ZERO);

    assertThat(get("/metrics").body()).contains("work_seconds_count 1").doesNotContain("_bucket");
  }

  @Test
  void shouldNameThePortThatIsTaken() {
    assertThatThrownBy(() -> StatusServer.start(server.port(), () -> missing, metrics, () -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("--http-port");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
