package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerNamePattern;
import dev.alpnmux.spec.TcpmuxExchange;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client would get from the first listener of its transport.
 *
 * @param listener the name of the listener
 * @param transport what the client speaks
 * @param decision the service, or the refusal
 */
public record Explanation(String listener, Transport transport, Decision decision) {
  private static final int TLS_AES_128_GCM_SHA256 = 0x1301;
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

  /**
   * Decides as the gateway would, for a client that speaks TLS 1.2 and 1.3.
   *
   * @param serverName what the client sends, if it sends a name
   * @param protocols what it offers, in its order; nothing means no ALPN at all
   * @throws IllegalArgumentException if no listener speaks TLS
   */
  public static Explanation of(
      GatewayConfig config,
      Optional<String> serverName,
      Optional<List<ApplicationProtocol>> protocols) {
    ListenerConfig listener = first(config, Transport.TLS);
    ClientHello hello =
        new ClientHello(
            serverName,
            protocols,
            List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
            List.of(TLS_AES_128_GCM_SHA256),
            List.of(ECDSA_SECP256R1_SHA256));
    Decision decision = routes(config).decide(hello, listener.rules());
    return new Explanation(listener.name(), Transport.TLS, decision);
  }

  /**
   * Decides as the gateway would, for a TCPMUX client.
   *
   * @param name the service that the client asks for
   * @throws IllegalArgumentException if no listener speaks TCPMUX, or no client can ask so
   */
  public static Explanation ofTcpmux(GatewayConfig config, String name) {
    if (!TcpmuxExchange.isServiceName(name)) {
      throw new IllegalArgumentException(
          "a TCPMUX name is 1 to 255 printable ASCII characters, and not HELP");
    }
    String listener = first(config, Transport.TCPMUX).name();
    return new Explanation(listener, Transport.TCPMUX, routes(config).tcpmux().decide(name));
  }

  private static RouteTable routes(GatewayConfig config) {
    List<ServerNamePattern> names =
        config.certificates().stream()
            .flatMap(certificate -> certificate.names().stream())
            .toList();
    return RouteTable.of(config.services(), names);
  }

  private static ListenerConfig first(GatewayConfig config, Transport transport) {
    return config.listeners().stream()
        .filter(listener -> listener.rules().transport() == transport)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no listener has the transport " + word(transport)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns it as names and values, in the order to show them. */
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("listener", listener);
    rows.putAll(decision.fold(this::rows, this::rows));
    return rows;
  }

  private Map<String, String> rows(Decision.Forward forward) {
    Service service = forward.route().service();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("service", service.name());
    String unasked = transport == Transport.TLS ? "none: default service" : "none: TCPMUX";
    rows.put("protocol", forward.acknowledged().map(Object::toString).orElse(unasked));
    forward
        .reported()
        .ifPresent(refusal -> rows.put("reported", refusal + ": " + refusal.sentence()));
    rows.put("mode", word(service.mode()));
    service
        .builtin()
        .ifPresentOrElse(
            builtin -> rows.put("builtin", word(builtin)),
            () -> rows.put("upstreams", listOf(service.upstreams())));
    return rows;
  }

  private static String listOf(List<?> upstreams) {
    return upstreams.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private Map<String, String> rows(Decision.Refuse refuse) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("refused", refuse.refusal().toString());
    if (transport == Transport.TLS) {
      String none = "none: the connection closes";
      rows.put("alert", refuse.alert().map(a -> a.code() + " " + a).orElse(none));
    } else {
      rows.put("answer", refuse.alert().map(Explanation::answer).orElse("none"));
    }
    rows.put("reason", refuse.refusal().sentence());
    return rows;
  }

  private static String answer(AlertDescription alert) {
    return new String(TcpmuxExchange.refused(alert), StandardCharsets.US_ASCII).strip();
  }
}
