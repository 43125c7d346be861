package io.diskwright.agent;

import io.diskwright.service.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the agent runs.
 *
 * @param nodeName the node it works for
 * @param httpPort port of health and metrics; 0 for any free one
 * @param workers images made at a time
 * @param refresh how often devices are probed anew
 * @param verify how often finished images are looked at again
 * @param keyDirectory of the node's private key, and of nothing else
 */
record AgentSettings(
    String nodeName,
    int httpPort,
    int workers,
    Duration refresh,
    Duration verify,
    Path keyDirectory) {
  private static final List<String> KNOWN =
      List.of(
          "node-name",
          "http-port",
          "workers",
          "refresh-seconds",
          "verify-seconds",
          "key-directory");
  private static final int DAY = 86_400;
  private static final String KEY_DIRECTORY = "/var/lib/diskwright-agent";

  /**
   * Reads them.
   *
   * @throws Settings.SettingsException when one is wrong, or the node's name is missing
   */
  static AgentSettings read(String[] arguments, Map<String, String> environment) {
    Settings settings = Settings.read(arguments, environment, KNOWN);
    String nodeName = settings.text("node-name", environment.getOrDefault("NODE_NAME", ""));
    if (nodeName.isEmpty()) {
      throw new Settings.SettingsException(
          "the node's name is missing; set NODE_NAME in the environment (in a pod, from"
              + " spec.nodeName) or give --node-name=NAME");
    }
    Path keyDirectory = Path.of(settings.text("key-directory", KEY_DIRECTORY));
    if (!keyDirectory.isAbsolute()) {
      throw new Settings.SettingsException(
          "--key-directory is '%s'; it must be an absolute path such as %s"
              .formatted(keyDirectory, KEY_DIRECTORY));
    }
    return new AgentSettings(
        nodeName,
        settings.number("http-port", 8081, 0, 65535),
        settings.number("workers", 2, 1, 16),
        Duration.ofSeconds(settings.number("refresh-seconds", 30, 1, DAY)),
        Duration.ofSeconds(settings.number("verify-seconds", 600, 1, DAY)),
        keyDirectory.normalize());
  }
}
