package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.JsonValue.Field;
import dev.alpnmux.gateway.route.Balance;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.Optional;

/** Reads one member of {@code services}. */
final class ServiceReader {
  static final Keys KEYS =
      Keys.of(
          "mode",
          "builtin",
          "protocols",
          "serverNames",
          "upstreams",
          "upstreamTls",
          "balance",
          "health",
          "connect",
          "timeouts",
          "clients",
          "from",
          "limits",
          "proxyProtocol",
          "tcpmux",
          "public");

  private final ValueReader values;
  private final UpstreamsReader upstreams;
  private final HealthReader health;
  private final ClientsReader clients;
  private final AddressRulesReader addresses;
  private final CertificateNames certificates;
  private final Timeouts timeouts;

  /**
   * @param timeouts the waits that a service does not name
   */
  ServiceReader(
      ValueReader values, PemFiles files, CertificateNames certificates, Timeouts timeouts) {
    this.values = values;
    this.upstreams = new UpstreamsReader(values, files);
    this.health = new HealthReader(values);
    this.clients = new ClientsReader(values, files);
    this.addresses = new AddressRulesReader(values);
    this.certificates = certificates;
    this.timeouts = timeouts;
  }

  /** A service and where it stands. It may be incomplete; then there is a problem. */
  record Located(Service service, Place place) {}

  Optional<Located> read(Field field) {
    Optional<ApplicationProtocol> id = values.key(field, ServiceIds::parse);
    String name = id.map(ApplicationProtocol::toString).orElse(field.key());
    return values
        .section(field.value(), KEYS)
        .map(section -> new Located(read(name, id, section), field.place()));
  }

  private Service read(String name, Optional<ApplicationProtocol> id, Section section) {
    // A mode that is wrong lets the other rules of the service pass: they depend on it.
    Optional<ServiceMode> mode = section.choice("mode", ServiceMode.TERMINATE);
    List<ApplicationProtocol> protocols = ServiceIds.read(section, id, values);
    ServerNames names = serverNames(section, protocols);
    Optional<ClientPolicy> policy =
        clients.read(section).filter(p -> !mode.equals(Optional.of(ServiceMode.PASSTHROUGH)));
    List<WeightedUpstream> reached = upstreams.upstreams(section);
    Service service =
        Service.named(name)
            .mode(mode.orElse(ServiceMode.TERMINATE))
            .builtin(builtin(section))
            .protocols(protocols)
            .serverNames(names.patterns())
            .anyServerName(names.isAny())
            .weightedUpstreams(reached)
            .balance(section.choice("balance", Balance.ROUND_ROBIN).orElse(Balance.ROUND_ROBIN))
            .health(health.read(section, mode, reached))
            .upstreamTls(upstreams.tls(section))
            .connect(connectOrder(section, policy))
            .timeouts(TimeoutsReader.ofService(section, timeouts))
            .clients(policy)
            .from(addresses.read(section))
            .limits(LimitsReader.ofService(section))
            .proxyProtocol(proxyProtocol(section))
            .tcpmux(TcpmuxRules.optsIn(section, name, mode))
            .isPublic(section.flag("public", false))
            .build();
    ServiceRules.checkAnswer(section);
    if (mode.isPresent()) {
      ServiceRules.checkMode(section, service);
      certificates.check(section, service, names, values.problems());
      ProtocolHints.check(section, service);
    }
    return service;
  }

  /** Nobody can make the gateway connect an upstream who has not proved that he may. */
  private static ConnectOrder connectOrder(Section section, Optional<ClientPolicy> policy) {
    Optional<ConnectOrder> written = section.choice("connect", ConnectOrder.BEFORE_ACCEPT);
    return policy.isPresent()
        ? ConnectOrder.AFTER_HANDSHAKE
        : written.orElse(ConnectOrder.BEFORE_ACCEPT);
  }

  private static ProxyProtocol proxyProtocol(Section section) {
    return section.choice("proxyProtocol", ProxyProtocol.OFF).orElse(ProxyProtocol.OFF);
  }

  private Optional<Builtin> builtin(Section section) {
    return section.find("builtin").flatMap(v -> values.choice(v, Builtin.class, List.of()));
  }

  /** RFC 8737: the first certificate of a name is asked for while the name is not known yet. */
  private ServerNames serverNames(Section section, List<ApplicationProtocol> protocols) {
    boolean isAcme = protocols.equals(List.of(ApplicationProtocol.ACME_TLS_1));
    return isAcme && !section.has("serverNames")
        ? ServerNames.EVERY
        : ServerNames.read(section, values);
  }
}
