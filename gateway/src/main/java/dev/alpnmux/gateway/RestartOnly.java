package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.GatewayConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys of a configuration that a gateway cannot change while it runs. */
final class RestartOnly {
  private static final Map<String, Function<GatewayConfig, Object>> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("admin", GatewayConfig::admin);
    KEYS.put("eventLoops", GatewayConfig::eventLoops);
    KEYS.put("dataPath", GatewayConfig::dataPath);
    KEYS.put("ticketKeys", GatewayConfig::ticketKeys);
  }

  private RestartOnly() {}

  /**
   * Looks for a change that takes a restart.
   *
   * @throws IllegalArgumentException if there is one; the message names all
   */
  static void refuse(GatewayConfig running, GatewayConfig next) {
    List<String> changed =
        KEYS.entrySet().stream()
            .filter(key -> !key.getValue().apply(running).equals(key.getValue().apply(next)))
            .map(key -> '"' + key.getKey() + '"')
            .toList();
    if (!changed.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", changed)
              + " cannot change without a restart; undo that, or restart; nothing changed");
    }
  }
}
