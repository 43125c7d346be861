package io.diskwright.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Plain HTTP requests of somebody, without what a client thinks of them. */
record Requests(KubernetesClient client) {
  /** Sends one, to a path with its query, and gives the HTTP status of the answer. */
  int send(String method, String path, String type, @Nullable JsonNode body) {
    return answer(method, path, type, body).code();
  }

  /** What is at {@code path}; missing when nothing is, or it is not for this one to see. */
  JsonNode get(String path) {
    HttpResponse<String> answer = answer("GET", path, "application/json", null);
    try {
      return answer.code() == 200 ? Kind.JSON.readTree(answer.body()) : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      throw new AssertionError(path, e);
    }
  }

  private HttpResponse<String> answer(
      String method, String path, String type, @Nullable JsonNode body) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + path)
            .method(method, type, body == null ? null : body.toString())
            .build();
    try {
      return client.getHttpClient().sendAsync(request, String.class).get();
    } catch (ExecutionException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(method + " " + path, e);
    }
  }
}
