package dev.alpnmux.gateway.explain;

import static dev.alpnmux.spec.ClientHello.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.explain.Remedy.Case;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole sentences, for they are user interface. */
class RemedyTest {
  private static final Remedy REMEDY =
      remedy(
          RunningGateway.read(
              """
              { 'listeners': [
                  { 'name': 'public', 'address': '127.0.0.1:1', 'from': { 'deny': [ '10.0.0.0/8' ] } },
                  { 'name': 'old', 'address': '127.0.0.1:2', 'transport': 'tcpmux' } ],
                'certificates': [
                  { 'certificate': 'a.pem', 'privateKey': 'a.key' },
                  { 'certificate': 'b.pem', 'privateKey': 'b.key' } ],
                'services': {
                  'web': { 'protocols': [ 'h2', 'http/1.1' ], 'upstreams': [ 'app.internal:80' ] },
                  'mqtt': { 'upstreams': [ '10.0.0.5:1883', '10.0.0.6:1883' ] },
                  'orders': { 'serverNames': [ 'db.b.test' ], 'protocols': [ 'postgresql' ],
                              'upstreams': [ '10.0.0.7:5432' ] },
                  'p1': { 'mode': 'passthrough', 'upstreams': [ '10.0.0.8:1' ] },
                  'p2': { 'mode': 'passthrough', 'upstreams': [ '10.0.0.9:1' ] },
                  'echo': { 'builtin': 'echo', 'tcpmux': true, 'from': { 'deny': [ '192.0.2.0/24' ] } }
                } }
              """));

  private record Told(Case refused, String fix) {
    @Override
    public String toString() {
      return refused.refusal() + " " + refused.hello() + refused.line() + refused.limit();
    }
  }

  static Stream<Told> cases() {
    return Stream.of(
        told(
            of(Refusal.NOT_TLS),
            "have the client speak TLS from its first byte, and name a service by ALPN"),
        told(
            of(Refusal.HELLO_TIMEOUT),
            "port scans and TCP health checks do this; for a slow client raise timeouts.hello"),
        told(of(Refusal.HELLO_TOO_LARGE), "raise limits.helloBytes if this client is to be served"),
        told(
            of(Refusal.MALFORMED_HELLO),
            "update the TLS library of the client, or find what changes its bytes on the way"),
        told(
            of(Refusal.DUPLICATE_EXTENSION),
            "update the TLS library of the client: no version allows this"),
        told(
            of(Refusal.TLS_VERSION, hello("a.test", List.of(0x0301, 0x0302), "h2")),
            "the client offered TLS 1.1 at the most; have it offer TLS 1.2 or newer"),
        told(
            of(Refusal.TLS_VERSION, hello("a.test", List.of(0x7f00), "h2")),
            "the client offered no version that is known; have it offer TLS 1.2 or newer"),
        told(
            of(Refusal.NO_SERVER_NAME),
            "have the client send a server name (*.b.test, a.test, b.test, db.b.test, localhost),"
                + " or take requireServerName from listener public"),
        told(
            of(Refusal.UNKNOWN_SERVER_NAME, hello("db.b.tset", "postgresql")),
            "unknown name db.b.tset (did you mean db.b.test?); known names: *.b.test, a.test,"
                + " b.test, db.b.test, localhost"),
        told(
            of(Refusal.UNKNOWN_SERVER_NAME, hello("10.0.0.1", "h2")),
            "no host name: 10.0.0.1; known names: *.b.test, a.test, b.test, db.b.test, localhost"),
        told(
            of(Refusal.NO_PROTOCOL, withoutAlpn("db.b.test")),
            "no ALPN: name the service, e.g. openssl s_client -alpn h2"),
        told(
            of(Refusal.UNKNOWN_SERVICE, hello("a.test", "mqqt", "x")),
            "the client offered mqqt, x (did you mean mqtt?); a.test serves h2, http/1.1, mqtt,"
                + " p1, p2 and 1 more"),
        told(
            of(Refusal.UNKNOWN_SERVICE, hello("a.test", "<b>\n,\u00FF")),
            "the client offered <b>%0A%2C%FF; a.test serves h2, http/1.1, mqtt, p1, p2 and 1 more"),
        told(
            asked(Refusal.UNKNOWN_SERVICE, "ehco"),
            "the client asked for ehco (did you mean echo?); TCPMUX clients reach echo"),
        told(
            of(Refusal.SERVICE_ELSEWHERE, hello("a.test", "postgresql")),
            "the client offered postgresql, which is under db.b.test, not under a.test"),
        told(
            of(Refusal.SERVICE_ELSEWHERE, nameless("postgresql")),
            "the client offered postgresql, which is under db.b.test, not without a server name"),
        told(
            of(Refusal.SERVICE_ELSEWHERE, hello("nobody.test", "mqtt")),
            "the client offered mqtt, which is here, but no certificate covers nobody.test"),
        told(
            of(Refusal.UNKNOWN_SERVICE, nameless("nope")),
            "the client offered nope; without a server name there is h2, http/1.1, mqtt, p1, p2 and"
                + " 1 more"),
        told(
            of(Refusal.ACME_NOT_ALONE, hello("a.test", "acme-tls/1", "h2")),
            "have the client offer acme-tls/1 alone, or leave it out"),
        told(
            of(Refusal.AMBIGUOUS_OFFER, hello("a.test", "p1", "p2")),
            "the client offered p1, p2, which lead to the services p1, p2; have it offer the ids of"
                + " one"),
        told(
            decided(Refusal.UPSTREAM_UNAVAILABLE, "mqtt"),
            "start an upstream or mend its address: 10.0.0.5:1883, 10.0.0.6:1883"),
        told(
            limited(Limit.HANDSHAKES_PER_SECOND),
            "raise limits.handshakesPerSecond, unless it is there to keep this client out"),
        told(
            limited(Limit.SERVICE_CONNECTIONS),
            "raise limits.connections of service mqtt, unless it is there to keep this client out"),
        told(
            of(Refusal.DRAINING, hello("a.test", "mqtt")),
            "an operator drains service mqtt; /resume ends that"),
        told(of(Refusal.DRAINING), "the gateway stops; the client may try another one"),
        told(
            of(Refusal.ADDRESS_DENIED),
            "let 192.0.2.9 in by \"from\" of listener public if it may enter"),
        told(
            of(Refusal.ADDRESS_DENIED, hello("a.test", "echo")),
            "let 192.0.2.9 in by \"from\" of service echo if it may enter"),
        told(
            asked(Refusal.ADDRESS_DENIED, "echo"),
            "let 192.0.2.9 in by \"from\" of service echo if it may enter"),
        told(
            of(Refusal.PROXY_HEADER),
            "only proxies in trustedSources of listener public may connect, with a PROXY header"
                + " first"),
        told(
            of(Refusal.RETRY_MISMATCH, hello("a.test", "h2")),
            "update the TLS library of the client: asked again, it changed what it offers"),
        told(
            decided(Refusal.NEGOTIATED_MISMATCH, "mqtt"),
            "report this with the log: the TLS engine chose what the client had not named"),
        told(
            decided(Refusal.HANDSHAKE_FAILED, "mqtt"),
            "see the detail; most often the client does not trust the gateway's certificate"),
        told(
            decided(Refusal.CLIENT_CERTIFICATE_MISSING, "mqtt"),
            "give the client a certificate from an authority in clients.certificateAuthorities of"
                + " service mqtt"),
        told(
            decided(Refusal.CLIENT_CERTIFICATE_UNTRUSTED, "mqtt"),
            "give the client another one, from an authority in clients.certificateAuthorities of"
                + " service mqtt"),
        told(
            decided(Refusal.CLIENT_CERTIFICATE_EXPIRED, "mqtt"),
            "renew the certificate of the client; if it is new, look at both clocks"),
        told(
            decided(Refusal.CLIENT_CERTIFICATE_REVOKED, "mqtt"),
            "give the client a new certificate; clients.crl of service mqtt lists this one"),
        told(
            decided(Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED, "mqtt"),
            "add the client to clients.allow of service mqtt if it may enter"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSentenceSaysWhatToDo(Told told) {
    assertThat(REMEDY.of(told.refused())).isEqualTo(told.fix());
  }

  @Test
  void thereIsASentenceForEachRefusal() {
    Set<Refusal> covered = cases().map(c -> c.refused().refusal()).collect(Collectors.toSet());
    assertThat(covered).containsExactlyInAnyOrder(Refusal.values());
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void aRefusalOfWhichNothingIsKnownHasOneToo(Refusal refusal) {
    assertThat(REMEDY.of(of(refusal))).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  void aLimitIsNamedAsTheConfigurationDoes(Limit limit) {
    assertThat(REMEDY.of(limited(limit))).matches("raise limits\\.[a-zA-Z]+( of service mqtt)?,.*");
  }

  private static Remedy remedy(GatewayConfig config) {
    Set<ServerNamePattern> names = new CertificateStore(config.certificates()).names();
    return Remedy.of(config, names, RouteTable.of(config.services(), names));
  }

  private static Told told(Case refused, String fix) {
    return new Told(refused, fix);
  }

  private static Case of(Refusal refusal) {
    return new Case(
        refusal,
        "public",
        IpAddress.parse("192.0.2.9"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Case of(Refusal refusal, ClientHello hello) {
    Case plain = of(refusal);
    return new Case(
        refusal,
        plain.listener(),
        refusal == Refusal.ADDRESS_DENIED ? plain.client() : IpAddress.parse("127.0.0.1"),
        Optional.of(hello),
        plain.line(),
        plain.service(),
        plain.limit());
  }

  private static Case asked(Refusal refusal, String line) {
    Case plain = of(refusal);
    return new Case(
        refusal,
        "old",
        plain.client(),
        plain.hello(),
        Optional.of(line),
        plain.service(),
        plain.limit());
  }

  private static Case decided(Refusal refusal, String service) {
    Case of = of(refusal, hello("a.test", service));
    return new Case(
        refusal,
        of.listener(),
        of.client(),
        of.hello(),
        of.line(),
        Optional.of(service),
        of.limit());
  }

  private static Case limited(Limit limit) {
    Case of = decided(Refusal.LIMIT, "mqtt");
    return new Case(
        of.refusal(),
        of.listener(),
        of.client(),
        of.hello(),
        of.line(),
        of.service(),
        Optional.of(limit));
  }

  private static ClientHello hello(String serverName, String... octets) {
    return hello(serverName, List.of(TLS_1_3), octets);
  }

  private static ClientHello hello(String serverName, List<Integer> versions, String... octets) {
    return new ClientHello(
        Optional.of(serverName),
        Optional.of(Arrays.stream(octets).map(ApplicationProtocol::new).toList()),
        versions,
        List.of(),
        List.of());
  }

  private static ClientHello nameless(String octets) {
    return new ClientHello(
        Optional.empty(),
        Optional.of(List.of(new ApplicationProtocol(octets))),
        List.of(TLS_1_3),
        List.of(),
        List.of());
  }

  private static ClientHello withoutAlpn(String serverName) {
    return new ClientHello(
        Optional.of(serverName), Optional.empty(), List.of(TLS_1_3), List.of(), List.of());
  }
}
