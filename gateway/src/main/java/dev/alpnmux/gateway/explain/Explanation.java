package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.TcpmuxTable;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.KnownProtocol;
import dev.alpnmux.spec.ProtocolRegistry;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerNamePattern;
import dev.alpnmux.spec.TcpmuxExchange;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client would get.
 *
 * @param listener the name of the listener
 * @param transport what the client speaks
 * @param decision the service, or the refusal
 */
public record Explanation(String listener, Transport transport, Decision decision) {
  private static final int TLS_AES_128_GCM_SHA256 = 0x1301;
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

  /**
   * Whence a client comes.
   *
   * @param listener the name of the listener; nothing means the first one of its transport
   * @param address its address; nothing means one that no rule keeps out
   */
  public record Client(Optional<String> listener, Optional<IpAddress> address) {
    /** A client of the first listener that no rule keeps out. */
    public static final Client ANY = new Client(Optional.empty(), Optional.empty());

    /**
     * Reads what a user writes, where nothing means {@link #ANY}.
     *
     * @throws IllegalArgumentException if the address is none
     */
    public static Client of(@Nullable String listener, @Nullable String address) {
      return new Client(
          Optional.ofNullable(listener), Optional.ofNullable(address).map(IpAddress::parse));
    }
  }

  /**
   * Decides as the gateway would, for a client that speaks TLS 1.2 and 1.3.
   *
   * @param serverName what the client sends, if it sends a name
   * @param protocols what it offers, in its order; nothing means no ALPN at all
   * @throws IllegalArgumentException if there is no such listener, or it does not speak TLS
   */
  public static Explanation of(
      GatewayConfig config,
      Client client,
      Optional<String> serverName,
      Optional<List<ApplicationProtocol>> protocols) {
    ListenerConfig listener = listener(config, client, Transport.TLS);
    ClientHello hello =
        new ClientHello(
            serverName,
            protocols,
            List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
            List.of(TLS_AES_128_GCM_SHA256),
            List.of(ECDSA_SECP256R1_SHA256));
    RouteTable routes = routes(config);
    return new Explanation(
        listener.name(),
        Transport.TLS,
        decide(
            listener,
            client,
            () -> routes.decide(hello, listener.rules()),
            address -> routes.decide(hello, listener.rules(), address)));
  }

  /**
   * Decides as the gateway would, for a TCPMUX client.
   *
   * @param name the service that the client asks for
   * @throws IllegalArgumentException if there is no such listener, it does not speak TCPMUX, or no
   *     client can ask so
   */
  public static Explanation ofTcpmux(GatewayConfig config, Client client, String name) {
    if (!TcpmuxExchange.isServiceName(name)) {
      throw new IllegalArgumentException(
          "a TCPMUX name is 1 to 255 printable ASCII characters, and not HELP");
    }
    ListenerConfig listener = listener(config, client, Transport.TCPMUX);
    TcpmuxTable routes = routes(config).tcpmux();
    return new Explanation(
        listener.name(),
        Transport.TCPMUX,
        decide(
            listener, client, () -> routes.decide(name), address -> routes.decide(name, address)));
  }

  private static Decision decide(
      ListenerConfig listener,
      Client client,
      Supplier<Decision> ofAnybody,
      Function<IpAddress, Decision> ofAddress) {
    if (client.address().isEmpty()) {
      return ofAnybody.get();
    }
    IpAddress address = client.address().get();
    return listener.rules().from().admit(address)
        ? ofAddress.apply(address)
        : new Decision.Refuse(Refusal.ADDRESS_DENIED, Optional.empty());
  }

  private static RouteTable routes(GatewayConfig config) {
    List<ServerNamePattern> names =
        config.certificates().stream()
            .flatMap(certificate -> certificate.names().stream())
            .toList();
    return RouteTable.of(config.services(), names);
  }

  private static ListenerConfig listener(GatewayConfig config, Client client, Transport transport) {
    List<ListenerConfig> named =
        config.listeners().stream()
            .filter(listener -> client.listener().map(listener.name()::equals).orElse(true))
            .toList();
    if (named.isEmpty()) {
      String names =
          config.listeners().stream().map(ListenerConfig::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "there is no listener \"" + client.listener().orElse("") + "\"; there are " + names);
    }
    return named.stream()
        .filter(listener -> listener.rules().transport() == transport)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    client
                            .listener()
                            .map(name -> "the listener \"" + name + "\" has not")
                            .orElse("no listener has")
                        + " the transport "
                        + word(transport)));
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
        .acknowledged()
        .flatMap(ProtocolRegistry::find)
        .filter(known -> known.status() != KnownProtocol.Status.PRIVATE)
        .ifPresent(known -> rows.put("registered", known.name() + ", " + known.reference()));
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
