package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to do about a refusal, in one sentence: for the operator, who may know all names, and never
 * for the client. An immutable snapshot of a configuration, and a pure function of it. What a
 * client chose stands in the sentence in escaped form.
 */
public final class Remedy {
  private static final Map<Integer, String> OLD_VERSIONS =
      Map.of(0x0300, "SSL 3.0", 0x0301, "TLS 1.0", 0x0302, "TLS 1.1");

  private final Map<String, ListenerRules> listeners;
  private final Map<String, Service> services;
  private final NameRemedy names;
  private final OfferRemedy offers;

  /**
   * A refusal.
   *
   * @param client the client's address
   * @param hello what the client offered, if that had arrived
   * @param line what a TCPMUX client asked for, if that had arrived
   * @param service the service, if that was decided
   * @param limit the limit, if it was one
   */
  public record Case(
      Refusal refusal,
      String listener,
      IpAddress client,
      Optional<ClientHello> hello,
      Optional<String> line,
      Optional<String> service,
      Optional<Limit> limit) {}

  private Remedy(
      GatewayConfig config, Collection<ServerNamePattern> certificateNames, RouteTable routes) {
    listeners =
        config.listeners().stream()
            .collect(Collectors.toMap(ListenerConfig::name, ListenerConfig::rules));
    services = config.services().stream().collect(Collectors.toMap(Service::name, s -> s));
    names = new NameRemedy(config.services(), certificateNames);
    offers = new OfferRemedy(config.services(), routes);
  }

  /**
   * Returns what knows what to do about refusals by this configuration.
   *
   * @param certificateNames the names of all its certificates
   * @param routes how it decides
   */
  public static Remedy of(
      GatewayConfig config, Collection<ServerNamePattern> certificateNames, RouteTable routes) {
    return new Remedy(config, certificateNames, routes);
  }

  /** Returns what to do about this refusal. */
  public String of(Case refused) {
    return switch (refused.refusal()) {
      case NOT_TLS -> "have the client speak TLS from its first byte, and name a service by ALPN";
      case HELLO_TIMEOUT ->
          "port scans and TCP health checks do this; for a slow client raise timeouts.hello";
      case HELLO_TOO_LARGE -> "raise limits.helloBytes if this client is to be served";
      case MALFORMED_HELLO ->
          "update the TLS library of the client, or find what changes its bytes on the way";
      case DUPLICATE_EXTENSION -> "update the TLS library of the client: no version allows this";
      case TLS_VERSION ->
          "the client offered " + versions(refused) + "; have it offer TLS 1.2 or newer";
      case NO_SERVER_NAME -> names.forNone(refused.listener());
      case UNKNOWN_SERVER_NAME -> names.forUnknown(refused.hello());
      case NO_PROTOCOL, UNKNOWN_SERVICE, SERVICE_ELSEWHERE, ACME_NOT_ALONE, AMBIGUOUS_OFFER ->
          offers.of(refused, rules(refused));
      case UPSTREAM_UNAVAILABLE -> "start an upstream or mend its address: " + upstreams(refused);
      case LIMIT -> limit(refused);
      case DRAINING -> draining(refused);
      case ADDRESS_DENIED -> denied(refused);
      case PROXY_HEADER ->
          "only proxies in trustedSources of listener "
              + refused.listener()
              + " may connect, with a PROXY header first";
      case RETRY_MISMATCH ->
          "update the TLS library of the client: asked again, it changed what it offers";
      case NEGOTIATED_MISMATCH ->
          "report this with the log: the TLS engine chose what the client had not named";
      case HANDSHAKE_FAILED ->
          "see the detail; most often the client does not trust the gateway's certificate";
      case CLIENT_CERTIFICATE_MISSING -> "give the client a certificate" + trustedBy(refused);
      case CLIENT_CERTIFICATE_UNTRUSTED -> "give the client another one," + trustedBy(refused);
      case CLIENT_CERTIFICATE_EXPIRED ->
          "renew the certificate of the client; if it is new, look at both clocks";
      case CLIENT_CERTIFICATE_REVOKED ->
          "give the client a new certificate; clients.crl" + ofService(refused) + " lists this one";
      case CLIENT_CERTIFICATE_NOT_ALLOWED ->
          "add the client to clients.allow" + ofService(refused) + " if it may enter";
    };
  }

  private ListenerRules rules(Case refused) {
    return listeners.getOrDefault(refused.listener(), ListenerRules.DEFAULT);
  }

  private static String versions(Case refused) {
    return refused.hello().stream()
        .flatMap(hello -> hello.versions().stream())
        .sorted(Comparator.reverseOrder())
        .map(OLD_VERSIONS::get)
        .filter(known -> known != null)
        .findFirst()
        .map(newest -> newest + " at the most")
        .orElse("no version that is known");
  }

  private static String ofService(Case refused) {
    return refused.service().map(name -> " of service " + name).orElse("");
  }

  private static String trustedBy(Case refused) {
    return " from an authority in clients.certificateAuthorities" + ofService(refused);
  }

  private String upstreams(Case refused) {
    return refused
        .service()
        .map(services::get)
        .map(service -> ShortList.of(service.upstreams().stream().map(Object::toString).toList()))
        .orElse("none is configured");
  }

  private static String limit(Case refused) {
    return refused.limit().map(Remedy::key).map(key -> "raise " + key).orElse("raise the limit")
        + refused.limit().filter(Remedy::isOfService).map(l -> ofService(refused)).orElse("")
        + ", unless it is there to keep this client out";
  }

  private static String key(Limit limit) {
    return switch (limit) {
      case CONNECTIONS, SERVICE_CONNECTIONS -> "limits.connections";
      case PENDING_HANDSHAKES -> "limits.pendingHandshakes";
      case CONNECTIONS_PER_CLIENT, SERVICE_CONNECTIONS_PER_CLIENT -> "limits.connectionsPerClient";
      case HANDSHAKES_PER_SECOND -> "limits.handshakesPerSecond";
      case PENDING_UPSTREAMS -> "limits.pendingUpstreams";
    };
  }

  private static boolean isOfService(Limit limit) {
    return limit == Limit.SERVICE_CONNECTIONS || limit == Limit.SERVICE_CONNECTIONS_PER_CLIENT;
  }

  private String draining(Case refused) {
    return offers
        .meant(refused, rules(refused))
        .map(service -> "an operator drains service " + service + "; /resume ends that")
        .orElse("the gateway stops; the client may try another one");
  }

  private String denied(Case refused) {
    String whose =
        offers
            .meant(refused, rules(refused))
            .map(service -> "service " + service)
            .orElse("listener " + refused.listener());
    return "let " + refused.client() + " in by \"from\" of " + whose + " if it may enter";
  }
}
