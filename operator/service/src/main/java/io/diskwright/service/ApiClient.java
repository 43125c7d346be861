package io.diskwright.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;

/** Connects to the Kubernetes API. */
public final class ApiClient {
  private ApiClient() {}

  /**
   * A client by {@code KUBECONFIG}, else by the pod's service account; connects on first use.
   *
   * <p>It does not search the class path for resource types (25 MiB less in each process): only
   * types named in code are read.
   *
   * @param userAgent what the API server's logs know us by
   * @param registry where its writes are counted
   */
  public static KubernetesClient connect(String userAgent, MeterRegistry registry) {
    Config config = new ConfigBuilder(Config.autoConfigure(null)).withUserAgent(userAgent).build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("writes", new ApiWrites(registry)))
        .withKubernetesSerialization(new KubernetesSerialization(new ObjectMapper(), false))
        .build();
  }
}
