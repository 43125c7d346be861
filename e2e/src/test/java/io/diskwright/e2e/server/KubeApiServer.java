package io.diskwright.e2e.server;

import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real kube-apiserver with its own etcd, both on loopback with ports of their own, all files
 * below one directory. There is no controller manager: nothing collects garbage, and a deleted
 * namespace stays terminating. Authorization is RBAC; {@link #admin} is in {@code system:masters}.
 */
public final class KubeApiServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int START_ATTEMPTS = 3;
  private static final long TOKEN_SECONDS = 7200;
  private static final String LOOPBACK = "127.0.0.1";

  private final ServerTools tools;
  private final Path directory;
  private final String url;
  private final String adminToken;
  private final ManagedProcess etcd;
  private final ManagedProcess server;
  private @Nullable KubernetesClient admin;

  private KubeApiServer(ServerTools tools, Path directory) throws IOException {
    this.tools = tools;
    this.directory = Files.createDirectories(directory);
    this.adminToken = UUID.randomUUID().toString();
    int etcdPort = freePort();
    int peerPort = freePort();
    int port = freePort();
    this.url = "https://" + LOOPBACK + ":" + port;
    this.etcd = startEtcd(etcdPort, peerPort);
    this.server = startServer(etcdPort, port);
  }

  /**
   * Starts both and waits until {@code /readyz} says ok.
   *
   * @param directory for keys, data and logs; made if missing
   * @throws IllegalStateException with the end of the logs, when they do not come up
   */
  public static KubeApiServer start(ServerTools tools, Path directory) {
    for (int attempt = 1; ; attempt++) {
      try {
        var started = new KubeApiServer(tools, directory.resolve("server-" + attempt));
        if (started.awaitReady()) {
          return started;
        }
        String logs = started.server.logTail() + "\n" + started.etcd.logTail();
        started.close();
        // Between asking for a free port and using it, another process may have taken it.
        if (attempt == START_ATTEMPTS || !logs.contains("address already in use")) {
          throw new IllegalStateException("the API server did not start.\n" + logs);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A client with every right. Closed with the server. */
  public KubernetesClient admin() {
    KubernetesClient client = admin;
    if (client == null) {
      client = client(adminToken, 3);
      admin = client;
    }
    return client;
  }

  /** A new client that shows {@code token}; the caller closes it. */
  public KubernetesClient client(String token) {
    return client(token, 3);
  }

  /** What was asked of the server so far. */
  public AuditLog audit() {
    return new AuditLog(directory.resolve("audit.log"));
  }

  /** A kubeconfig file with every right. */
  public Path adminKubeconfig() {
    return kubeconfig("admin", adminToken);
  }

  /**
   * Runs kubectl with every right.
   *
   * @return what it printed
   * @throws IllegalStateException with what it printed, when its exit code is not 0
   */
  public String kubectl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(tools.program("kubectl").toString());
    command.add("--kubeconfig=" + adminKubeconfig());
    command.add("--cache-dir=" + directory.resolve("kubectl"));
    command.addAll(List.of(arguments));
    return Shell.run(command);
  }

  /**
   * A token for an existing service account, bound to a Node or a Pod if one is given: the API
   * server then knows the caller's node.
   */
  public String serviceAccountToken(String namespace, String name, @Nullable HasMetadata bound) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences(List.of())
            .withExpirationSeconds(TOKEN_SECONDS)
            .endSpec();
    if (bound != null) {
      request
          .editSpec()
          .withNewBoundObjectRef()
          .withApiVersion(bound.getApiVersion())
          .withKind(bound.getKind())
          .withName(bound.getMetadata().getName())
          .withUid(bound.getMetadata().getUid())
          .endBoundObjectRef()
          .endSpec();
    }
    return admin()
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(name)
        .tokenRequest(request.build())
        .getStatus()
        .getToken();
  }

  /** Writes a kubeconfig file for a token, readable by its owner only. */
  public Path kubeconfig(String name, String token) {
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: e2e
          cluster: {server: "%s", certificate-authority: "%s"}
        users:
        - name: %s
          user: {token: "%s"}
        contexts:
        - name: e2e
          context: {cluster: e2e, user: %s}
        current-context: e2e
        """
            .formatted(url, certificate(), name, token, name);
    try {
      Path file = directory.resolve(name + ".kubeconfig");
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends both processes; their files stay for whoever reads the logs. */
  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    server.close();
    etcd.close();
  }

  private ManagedProcess startEtcd(int port, int peerPort) {
    String clients = "http://" + LOOPBACK + ":" + port;
    String peers = "http://" + LOOPBACK + ":" + peerPort;
    return ManagedProcess.start(
        "etcd",
        directory.resolve("etcd.log"),
        Map.of(),
        List.of(
            tools.program("etcd").toString(),
            "--name=e2e",
            "--data-dir=" + directory.resolve("etcd"),
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=e2e=" + peers,
            "--unsafe-no-fsync",
            "--log-level=warn"));
  }

  private ManagedProcess startServer(int etcdPort, int port) throws IOException {
    ServiceAccountKeys keys = ServiceAccountKeys.create(directory);
    Path tokens = directory.resolve("tokens.csv");
    Files.writeString(tokens, adminToken + ",admin,admin,\"system:masters\"\n");
    Path policy = directory.resolve("audit-policy.yaml");
    Files.writeString(
        policy,
        """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: Metadata
        """);
    return ManagedProcess.start(
        "kube-apiserver",
        directory.resolve("kube-apiserver.log"),
        Map.of(),
        List.of(
            tools.program("kube-apiserver").toString(),
            "--etcd-servers=http://" + LOOPBACK + ":" + etcdPort,
            "--bind-address=" + LOOPBACK,
            "--advertise-address=" + LOOPBACK,
            "--secure-port=" + port,
            "--cert-dir=" + directory.resolve("certs"), // makes its own certificate there
            "--endpoint-reconciler-type=none", // endpoints may not be loopback addresses
            "--service-cluster-ip-range=10.96.0.0/24",
            "--authorization-mode=RBAC",
            // Who makes an object that holds up the deletion of another needs a right to that.
            "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
            "--allow-privileged=true", // as every distribution has it, for the device tier
            "--token-auth-file=" + tokens,
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + keys.publicKey(),
            "--service-account-signing-key-file=" + keys.privateKey(),
            "--audit-policy-file=" + policy,
            "--audit-log-path=" + directory.resolve("audit.log")));
  }

  private boolean awaitReady() {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (Instant.now().isBefore(limit) && server.isAlive() && etcd.isAlive()) {
      if (Files.exists(certificate()) && isReady()) {
        return true;
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private boolean isReady() {
    try (KubernetesClient client = client(adminToken, 0)) {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false; // not listening yet, or not ready
    }
  }

  private KubernetesClient client(String token, int retries) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url)
            .withCaCertFile(certificate().toString())
            .withOauthToken(token)
            .withNamespace("default")
            .withRequestRetryBackoffLimit(retries)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  private Path certificate() {
    return directory.resolve("certs").resolve("apiserver.crt");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }
}
