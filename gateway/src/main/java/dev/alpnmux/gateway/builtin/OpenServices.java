package dev.alpnmux.gateway.builtin;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.tls.ClientVerifier;
import dev.alpnmux.spec.ClientHello;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which services a client may open, from the listener and under the server name of its connection,
 * with its address and its certificate: those that the table gives it, and whose clients it is one
 * of. Thread-safe.
 */
final class OpenServices {
  private final Snapshot configuration;
  private final Map<ClientPolicy, ClientVerifier> verifiers = new ConcurrentHashMap<>();

  OpenServices(Snapshot configuration) {
    this.configuration = configuration;
  }

  /**
   * Returns them by their ids, in the order of the configuration; none where nothing is known of
   * what the client can name, for want of a hello.
   */
  List<Route> to(Connection connection) {
    return connection.hello().map(hello -> to(connection, hello)).orElse(List.of());
  }

  private List<Route> to(Connection connection, ClientHello hello) {
    ListenerRules rules =
        configuration.listeners().getOrDefault(connection.listener(), ListenerRules.DEFAULT);
    Map<ClientPolicy, Boolean> judged = new HashMap<>();
    return configuration.routes().reachable(hello, rules, connection.address()).stream()
        .filter(route -> admits(route.service(), connection, judged))
        .toList();
  }

  private boolean admits(
      Service service, Connection connection, Map<ClientPolicy, Boolean> judged) {
    return service
        .clients()
        .map(policy -> judged.computeIfAbsent(policy, p -> admits(p, connection)))
        .orElse(true);
  }

  /** Without a certificate the client is one of nobody's: it was not asked, or has none. */
  private boolean admits(ClientPolicy policy, Connection connection) {
    Optional<ClientCertificate> client = connection.clientCertificate();
    return client.isPresent()
        && verifiers
            .computeIfAbsent(policy, ClientVerifier::of)
            .judge(client.get().chain())
            .isEmpty();
  }
}
