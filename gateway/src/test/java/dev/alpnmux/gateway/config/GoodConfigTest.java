package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import dev.alpnmux.gateway.clients.ClientPattern;
import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.config.AccessLogConfig.Rotation;
import dev.alpnmux.gateway.config.GatewayConfig.DataPathChoice;
import dev.alpnmux.gateway.route.Balance;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceLimits;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Strictness;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.UpstreamTls;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.spec.ServerNamePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoodConfigTest {
  private static final AddressRules PROXIES =
      AddressRules.of(
          List.of(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("2001:db8::1")), List.of());

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "byte-order-mark"})
  void fourLinesAreAConfigurationAndTheRestHasDefaults(String name) throws ConfigException {
    GatewayConfig config = read(name);

    assertThat(config.listeners())
        .containsExactly(
            new ListenerConfig(
                "0.0.0.0:8443",
                new SocketBinding("0.0.0.0", 8443),
                ListenerRules.DEFAULT,
                TcpOptions.DEFAULT));
    assertThat(config.services()).containsExactly(postgresql());
    assertThat(config.admin()).isEmpty();
    assertThat(config.eventLoops()).isZero();
    assertThat(config.dataPath()).isEqualTo(DataPathChoice.AUTO);
    assertThat(config.timeouts()).isEqualTo(Timeouts.DEFAULT);
    assertThat(config.ticketKeys())
        .isEqualTo(new TicketKeysConfig(Optional.empty(), Duration.ofHours(12)));
    assertThat(config.limits().helloBytesMax()).isEqualTo(32 * 1024);
    assertThat(config.limits().connectionsMax()).isPositive();
    assertThat(config.limits().pendingHandshakesMax()).isEqualTo(1000);
  }

  private static Service postgresql() {
    return Service.named("postgresql")
        .upstreams(List.of(new Upstream.Tcp("127.0.0.1", 5432)))
        .build();
  }

  @Test
  void servicesKeepTheOrderOfTheFile() throws ConfigException {
    assertThat(read("design").services())
        .extracting(Service::name)
        .containsExactly("echo", "postgresql", "ssh", "orders-db", "h2", "acme-tls/1");
  }

  @Test
  void aServiceIsItsBuiltinOrItsUpstreams() throws ConfigException {
    GatewayConfig config = read("design");

    assertThat(service(config, "echo").builtin()).contains(Builtin.ECHO);
    assertThat(service(config, "echo").upstreams()).isEmpty();
    assertThat(service(config, "postgresql").upstreams())
        .containsExactly(
            WeightedUpstream.of(new Upstream.Tcp("10.0.0.5", 5432)),
            WeightedUpstream.of(new Upstream.Tcp("10.0.0.6", 5432)));
    assertThat(service(config, "ssh").upstreams())
        .containsExactly(WeightedUpstream.of(new Upstream.UnixSocket("/run/sshd.sock")));
  }

  @Test
  void aValidationServiceTakesAnyNameWithoutSayingSo() throws ConfigException {
    Service acme = service(read("design"), "acme-tls/1");

    assertThat(acme.anyServerName()).isTrue();
    assertThat(acme.serverNames()).isEmpty();
  }

  @Test
  void aValidationIdBesideOthersKeepsTheNamesOfItsService() throws ConfigException {
    Service web = service(read("passthrough-only"), "web");

    assertThat(web.anyServerName()).isFalse();
    assertThat(web.serverNames()).extracting(Object::toString).containsExactly("web.example.com");
  }

  @Test
  void everyKeyOfAListenerIsRead() throws ConfigException {
    List<ListenerConfig> listeners = read("everything").listeners();

    assertThat(listeners)
        .containsExactly(
            new ListenerConfig(
                "public",
                new SocketBinding("::", 8443),
                new ListenerRules(
                    Transport.TLS,
                    true,
                    Optional.of("web"),
                    Strictness.ENFORCE,
                    AddressRules.of(List.of(CidrBlock.parse("10.0.0.0/8")), List.of()),
                    Optional.of(PROXIES)),
                TcpOptions.DEFAULT),
            new ListenerConfig(
                "0.0.0.0:0",
                new SocketBinding("0.0.0.0", 0),
                ListenerRules.DEFAULT,
                TcpOptions.DEFAULT),
            new ListenerConfig(
                "second",
                new SocketBinding("0.0.0.0", 0),
                ListenerRules.DEFAULT,
                TcpOptions.DEFAULT),
            new ListenerConfig(
                "legacy",
                new SocketBinding("127.0.0.1", 0),
                new ListenerRules(
                    Transport.TCPMUX,
                    false,
                    Optional.empty(),
                    Strictness.ENFORCE,
                    AddressRules.EVERYBODY,
                    Optional.empty()),
                TcpOptions.DEFAULT));
  }

  @Test
  void aGatewayForTcpmuxClientsAloneNeedsNoCertificate() throws ConfigException {
    GatewayConfig config = read("tcpmux-only");

    assertThat(config.certificates()).isEmpty();
    assertThat(config.services())
        .extracting(Service::name, Service::tcpmux, Service::isPublic)
        .containsExactly(
            tuple("echo", true, true), tuple("ssh", true, false), tuple("tls-only", false, false));
    assertThat(config.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.pointer()).isEqualTo("/listeners/1/clearText");
              assertThat(warning.message()).contains("can read and change");
            });
  }

  @Test
  void aTcpmuxListenerThatLeadsNowhereIsWarnedOf() throws ConfigException {
    String nobody =
        """
        { "listeners": [ { "address": "127.0.0.1:1", "transport": "tcpmux" } ],
          "services": { "echo": { "builtin": "echo" } } }
        """;

    assertThat(ConfigReader.read(nobody, Path.of("gateway.json")).warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "gateway.json:1: /listeners/0/transport: no service has \"tcpmux\": true,"
                + " so every client is refused");
  }

  @Test
  void everyKeyOfAServiceIsRead() throws ConfigException {
    Service web = service(read("everything"), "web");

    assertThat(web.mode()).isEqualTo(ServiceMode.REENCRYPT);
    assertThat(web.protocols())
        .extracting(protocol -> protocol.octets())
        .containsExactly("h2", "http/1.1", "\0 ,");
    assertThat(web.serverNames())
        .extracting(ServerNamePattern::toString)
        .containsExactly("gw.example.com", "*.apps.example.com");
    assertThat(web.upstreams())
        .containsExactly(
            new WeightedUpstream(new Upstream.Tcp("2001:db8::1", 443), 5, false),
            new WeightedUpstream(new Upstream.UnixSocket("/run/web.sock"), 1, true),
            new WeightedUpstream(new Upstream.Srv("_https._tcp.web.example.com"), 2, false));
    assertThat(web.balance()).isEqualTo(Balance.SOURCE_HASH);
    assertThat(web.connect()).isEqualTo(ConnectOrder.AFTER_HANDSHAKE);
    assertThat(web.limits())
        .isEqualTo(new ServiceLimits(50, 5, Duration.ofHours(12), 1 << 20, 10 << 20));
    assertThat(web.from())
        .isEqualTo(
            AddressRules.of(
                List.of(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("2001:db8::1")),
                List.of(CidrBlock.parse("10.66.0.0/16"))));
  }

  @Test
  void whichClientsAreLetInIsRead() throws ConfigException {
    ClientPolicy clients = service(read("everything"), "web").clients().orElseThrow();

    assertThat(clients.allow())
        .extracting(ClientPattern::toString)
        .containsExactly(
            "dns:*.ops.example.com",
            "dns:one.example.com",
            "uri:spiffe://example.com/ns/*",
            "cn:db",
            "ou:ops",
            "spki:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assertThat(clients.authorities())
        .extracting(authority -> authority.getSubjectX500Principal().getName())
        .containsExactly("CN=alpnmux test revoker");
    // One is PEM, the other DER.
    assertThat(clients.revocationLists())
        .extracting(RevocationList::isCurrent)
        .containsExactly(true, true);
    assertThat(read("everything").warnings()).isEmpty();
  }

  @Test
  void whatIsHardlyMeantAboutRevocationListsIsAWarning() throws ConfigException {
    assertThat(read("crl-warnings").warnings())
        .extracting(ConfigProblem::message)
        .map(message -> message.replaceAll("[^ ]*/", ""))
        .containsExactly(
            "revoker-old.crl: the revocation list is out of date since 2020-01-02T00:00:00Z; until"
                + " there is a new one, clients of CN=alpnmux test revoker are refused",
            "there is no revocation list of CN=alpnmux test authority; its clients are refused",
            "revoker.crl: its issuer CN=alpnmux test revoker is none of the certificateAuthorities;"
                + " the list counts only for clients that show a certificate of this issuer",
            "there is no revocation list of CN=alpnmux test authority; its clients are refused");
  }

  @Test
  void aListenerThatOnlyReportsIsAWarning() throws ConfigException {
    GatewayConfig config = read("report");

    assertThat(config.listeners())
        .extracting(listener -> listener.rules().strictness())
        .containsExactly(Strictness.REPORT, Strictness.ENFORCE);
    assertThat(config.warnings())
        .extracting(ConfigProblem::pointer, ConfigProblem::message)
        .containsExactly(
            tuple(
                "/listeners/0/strictness",
                "with \"report\" a client may get a service that it has not named: this is for a"
                    + " migration; set \"enforce\" once alpnmux_reported_connections_total stands"
                    + " still"));
  }

  @Test
  void aServiceWithClientsConnectsOnlyForThem() throws ConfigException {
    Service ssh = service(read("design"), "ssh");

    assertThat(ssh.clients()).isPresent();
    assertThat(ssh.connect()).isEqualTo(ConnectOrder.AFTER_HANDSHAKE);
    assertThat(service(read("design"), "postgresql").clients()).isEmpty();
  }

  @Test
  void whereTicketKeysAreKeptIsRead() throws ConfigException {
    assertThat(read("everything").ticketKeys())
        .isEqualTo(
            new TicketKeysConfig(
                Optional.of(ConfigFiles.file("good/ticket-keys")), Duration.ofHours(6)));
    assertThat(read("passthrough-only").ticketKeys())
        .isEqualTo(
            new TicketKeysConfig(
                Optional.of(ConfigFiles.file("good/ticket-keys")), Duration.ofHours(12)));
    assertThat(ConfigFiles.file("good/ticket-keys")).doesNotExist();
  }

  @Test
  void howConnectionsAreLoggedIsRead() throws ConfigException {
    assertThat(read("everything").accessLog())
        .contains(
            new AccessLogConfig(
                ConfigFiles.file("good/access.log"),
                Format.ECS,
                true,
                10,
                100,
                Optional.of(new Rotation(1 << 20, 2))));
    assertThat(read("passthrough-only").accessLog())
        .contains(
            new AccessLogConfig(
                ConfigFiles.file("good/access.log"),
                Format.JSON,
                false,
                100,
                8192,
                Optional.empty()));
    assertThat(read("minimal").accessLog()).isEmpty();
    assertThat(ConfigFiles.file("good/access.log")).doesNotExist();
  }

  @Test
  void howUpstreamsAreVerifiedIsRead() throws ConfigException {
    UpstreamTls tls = service(read("everything"), "web").upstreamTls();

    assertThat(tls.serverName()).contains("web.internal");
    assertThat(tls.authorities())
        .extracting(authority -> authority.getSubjectX500Principal().getName())
        .containsExactly("CN=alpnmux test authority");
    assertThat(tls.identity()).map(identity -> identity.chain().size()).contains(2);
  }

  @Test
  void theWaitsOfAServiceAreItsOwnThenTheGatewaysThenTheDefaults() throws ConfigException {
    GatewayConfig config = read("everything");

    assertThat(service(config, "web").timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(250),
                Duration.ZERO,
                Duration.ofMinutes(10),
                Duration.ofSeconds(6)));
    assertThat(service(config, "every-name").timeouts()).isEqualTo(config.timeouts());
    assertThat(config.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofHours(4),
                Duration.ofMinutes(5),
                Duration.ofSeconds(6)));
    assertThat(read("design").timeouts()).isEqualTo(Timeouts.DEFAULT);
  }

  @Test
  void everyKeyOfTheGatewayIsRead() throws ConfigException {
    GatewayConfig config = read("everything");

    assertThat(config.admin())
        .contains(
            new AdminConfig(
                new AdminConfig.Address.Port(new SocketBinding("localhost", 0)), Optional.empty()));
    assertThat(config.eventLoops()).isEqualTo(2);
    assertThat(config.dataPath()).isEqualTo(DataPathChoice.PORTABLE);
    assertThat(config.limits())
        .isEqualTo(new Limits(16 * 1024, 100, 10, new ClientLimits(20, 30, 5)));
  }

  @Test
  void certificatesKeepTheOrderOfTheFileAndHaveTheirDnsNames() throws ConfigException {
    assertThat(read("everything").certificates())
        .extracting(ServerCertificate::names)
        .extracting(Object::toString)
        .containsExactly(
            "[gw.example.com, *.apps.example.com]",
            "[orders.db.example.com]",
            "[ed.example.com]",
            "[]");
  }

  private static GatewayConfig read(String name) throws ConfigException {
    return ConfigReader.read(ConfigFiles.file("good/" + name + ".json"));
  }

  private static Service service(GatewayConfig config, String name) {
    return config.services().stream()
        .filter(service -> service.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
