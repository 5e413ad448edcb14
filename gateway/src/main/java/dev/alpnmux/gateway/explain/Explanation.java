package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client would get from the first listener of a configuration.
 *
 * @param listener the name of the listener
 * @param decision the service, or the refusal
 */
public record Explanation(String listener, Decision decision) {
  private static final int TLS_AES_128_GCM_SHA256 = 0x1301;
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

  /**
   * Decides as the gateway would, for a client that speaks TLS 1.2 and 1.3.
   *
   * @param serverName what the client sends, if it sends a name
   * @param protocols what it offers, in its order; nothing means no ALPN at all
   */
  public static Explanation of(
      GatewayConfig config,
      Optional<String> serverName,
      Optional<List<ApplicationProtocol>> protocols) {
    ListenerConfig listener = config.listeners().get(0);
    List<ServerNamePattern> names =
        config.certificates().stream()
            .flatMap(certificate -> certificate.names().stream())
            .toList();
    ClientHello hello =
        new ClientHello(
            serverName,
            protocols,
            List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
            List.of(TLS_AES_128_GCM_SHA256),
            List.of(ECDSA_SECP256R1_SHA256));
    return new Explanation(
        listener.name(), RouteTable.of(config.services(), names).decide(hello, listener.rules()));
  }

  /** Returns it as names and values, in the order to show them. */
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("listener", listener);
    rows.putAll(decision.fold(Explanation::rows, Explanation::rows));
    return rows;
  }

  private static Map<String, String> rows(Decision.Forward forward) {
    Service service = forward.route().service();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("service", service.name());
    rows.put(
        "protocol", forward.acknowledged().map(Object::toString).orElse("none: default service"));
    forward
        .reported()
        .ifPresent(refusal -> rows.put("reported", refusal + ": " + refusal.sentence()));
    rows.put("mode", service.mode().name().toLowerCase(Locale.ROOT));
    service
        .builtin()
        .ifPresentOrElse(
            builtin -> rows.put("builtin", builtin.name().toLowerCase(Locale.ROOT)),
            () -> rows.put("upstreams", listOf(service.upstreams())));
    return rows;
  }

  private static String listOf(List<?> upstreams) {
    return upstreams.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static Map<String, String> rows(Decision.Refuse refuse) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("refused", refuse.refusal().toString());
    rows.put(
        "alert", refuse.alert().map(a -> a.code() + " " + a).orElse("none: the connection closes"));
    rows.put("reason", refuse.refusal().sentence());
    return rows;
  }
}
