package io.diskwright.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /healthz} (the process is alive), {@code /readyz} (it can do its work; 503 names
 * what is missing) and {@code /metrics} (Prometheus text).
 */
public final class StatusServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;

  private StatusServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Listens on every address.
   *
   * @param port TCP port; 0 for any free one
   * @param missing what is missing for readiness, in words; empty when nothing is
   * @param beforeScrape brings what is only looked at now and then up to date
   * @throws IOException when the port cannot be had; the message names it
   */
  public static StatusServer start(
      int port,
      Supplier<List<String>> missing,
      PrometheusMeterRegistry metrics,
      Runnable beforeScrape)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(port), 16);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on port %d for health and metrics: %s; choose another by --http-port"
              .formatted(port, e.getMessage()),
          e);
    }
    ExecutorService executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("status").factory());
    server.setExecutor(executor);
    server.createContext("/healthz", exchange -> answer(exchange, 200, TEXT, "ok\n"));
    server.createContext("/readyz", exchange -> readiness(exchange, missing.get()));
    server.createContext(
        "/metrics",
        exchange -> {
          beforeScrape.run();
          answer(
              exchange,
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              metrics.scrape("text/plain; version=0.0.4"));
        });
    server.start();
    return new StatusServer(server, executor);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }

  private static void readiness(HttpExchange exchange, List<String> missing) throws IOException {
    if (missing.isEmpty()) {
      answer(exchange, 200, TEXT, "ok\n");
    } else {
      answer(exchange, 503, TEXT, "not ready: " + String.join("; ", missing) + "\n");
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
