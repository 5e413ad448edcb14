package dev.alpnmux.gateway.route;

import static dev.alpnmux.gateway.route.Hellos.hello;
import static dev.alpnmux.gateway.route.Hellos.helloWithoutAlpn;
import static dev.alpnmux.gateway.route.Hellos.namelessHello;
import static dev.alpnmux.gateway.route.Hellos.namelessHelloWithoutAlpn;
import static dev.alpnmux.gateway.route.Hellos.withVersions;
import static dev.alpnmux.gateway.route.Services.by;
import static dev.alpnmux.gateway.route.Services.passthrough;
import static dev.alpnmux.gateway.route.Services.patterns;
import static dev.alpnmux.gateway.route.Services.service;
import static dev.alpnmux.gateway.route.Services.under;
import static dev.alpnmux.gateway.route.Services.underAnyName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision table on a listener that only reports: who is given to the default service. */
class StrictnessTest {
  private static final String KNOWN = "gw.example.com";
  private static final String UNKNOWN = "stranger.example.net";
  private static final IpAddress STRANGER = IpAddress.parse("192.0.2.1");
  private static final RouteTable TABLE =
      table(
          service("old"),
          by(service("web"), "h2", "http/1.1"),
          under(service("orders"), "known.example.org"),
          passthrough("p1"),
          passthrough("p2"),
          underAnyName("acme-tls/1"));

  @Test
  void whoNamesAServiceGetsItAndIsNotReported() {
    Decision decision = TABLE.decide(hello(KNOWN, "nope", "h2"), reporting("old"));

    assertThat(decision).isEqualTo(TABLE.decide(hello(KNOWN, "h2"), ListenerRules.DEFAULT));
    assertThat(((Decision.Forward) decision).reported()).isEmpty();
  }

  @Test
  void anIdThatIsNoServiceIsReported() {
    assertThat(decide(hello(KNOWN, "nope"))).isEqualTo("old but unknown_service");
    assertThat(decide(namelessHello("nope"))).isEqualTo("old but unknown_service");
    assertThat(decide(hello(KNOWN, "%0A%0A"))).isEqualTo("old but unknown_service");
    assertThat(decide(hello(KNOWN))).isEqualTo("old but unknown_service");
  }

  @Test
  void noIdAtAllIsReportedAlthoughADefaultServiceIsThere() {
    assertThat(decide(helloWithoutAlpn(KNOWN))).isEqualTo("old but no_protocol");
    assertThat(decide(namelessHelloWithoutAlpn())).isEqualTo("old but no_protocol");
  }

  @Test
  void anIdOfAnotherServerNameIsReported() {
    assertThat(decide(hello(KNOWN, "orders"))).isEqualTo("old but service_elsewhere");
    assertThat(decide(namelessHello("orders"))).isEqualTo("old but service_elsewhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {UNKNOWN, "", "192.0.2.7", "gw.example.com.", "a b", "gw.example.com\0"})
  void aServerNameThatIsNotKnownIsReported(String name) {
    assertThat(decide(hello(name, "h2"))).isEqualTo("old but unknown_server_name");
    assertThat(decide(hello(name, "nope"))).isEqualTo("old but unknown_server_name");
    assertThat(decide(helloWithoutAlpn(name))).isEqualTo("old but unknown_server_name");
  }

  @Test
  void aServerNameThatIsRequiredAndMissingIsReported() {
    ListenerRules required =
        new ListenerRules(
            Transport.TLS,
            true,
            Optional.of("old"),
            Strictness.REPORT,
            AddressRules.EVERYBODY,
            Optional.empty());

    assertThat(decide(TABLE, namelessHello("h2"), required)).isEqualTo("old but no_server_name");
    assertThat(decide(TABLE, hello(KNOWN, "h2"), required)).isEqualTo("web");
    assertThat(decide(namelessHello("h2"))).isEqualTo("web");
  }

  @Test
  void whatIsReportedIsAcknowledgedByNoIdAndKeepsItsServerName() {
    Decision.Forward known =
        (Decision.Forward) TABLE.decide(hello(KNOWN, "nope"), reporting("old"));
    Decision.Forward unknown =
        (Decision.Forward) TABLE.decide(hello(UNKNOWN, "h2"), reporting("old"));
    Decision.Forward invalid =
        (Decision.Forward) TABLE.decide(hello("192.0.2.7", "h2"), reporting("old"));

    assertThat(List.of(known, unknown, invalid))
        .allMatch(forward -> forward.acknowledged().isEmpty());
    assertThat(known.serverName()).contains(new ServerName(KNOWN));
    assertThat(unknown.serverName()).contains(new ServerName(UNKNOWN));
    assertThat(invalid.serverName()).isEmpty();
  }

  @Test
  void aVersionThatNobodySpeaksIsRefused() {
    assertThat(decide(withVersions(hello(KNOWN, "nope"), 0x0302))).isEqualTo("tls_version");
  }

  @Test
  void anAmbiguousOfferIsRefused() {
    assertThat(decide(hello(KNOWN, "p1", "p2"))).isEqualTo("ambiguous_offer");
  }

  @Test
  void aValidationNeverReachesTheDefaultService() {
    RouteTable without = table(service("old"));

    assertThat(decide(hello(KNOWN, "acme-tls/1", "nope"))).isEqualTo("acme_not_alone");
    assertThat(decide(hello(UNKNOWN, "acme-tls/1"))).isEqualTo("acme-tls/1");
    assertThat(decide(without, hello(KNOWN, "acme-tls/1"), reporting("old")))
        .isEqualTo("unknown_service");
    assertThat(decide(without, hello(KNOWN, "nope", "acme-tls/1"), reporting("old")))
        .isEqualTo("unknown_service");
    assertThat(decide(without, hello(UNKNOWN, "acme-tls/1"), reporting("old")))
        .isEqualTo("unknown_server_name");
  }

  @Test
  void aServiceThatDeniesTheClientIsUnknownToItAndReportedAsWhatItIs() {
    RouteTable table = table(service("old"), closed(service("ssh")));

    assertThat(decideFor(STRANGER, table, hello(KNOWN, "ssh"))).isEqualTo("old but address_denied");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "nope")))
        .isEqualTo("old but unknown_service");
    assertThat(decideFor(IpAddress.parse("10.1.2.3"), table, hello(KNOWN, "ssh"))).isEqualTo("ssh");
  }

  @Test
  void aDefaultServiceThatDeniesTheClientLeavesItRefused() {
    RouteTable table = table(closed(service("old")), service("echo"));

    assertThat(decideFor(STRANGER, table, hello(KNOWN, "nope"))).isEqualTo("address_denied");
    assertThat(decideFor(STRANGER, table, hello(UNKNOWN, "echo"))).isEqualTo("address_denied");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "echo"))).isEqualTo("echo");
  }

  @Test
  void aDefaultServiceThatCannotTakeEveryHelloTakesNone() {
    for (String none : List.of("p1", "orders", "acme-tls/1", "nothing")) {
      assertThat(decide(TABLE, hello(KNOWN, "nope"), reporting(none))).isEqualTo("unknown_service");
      assertThat(decide(TABLE, helloWithoutAlpn(KNOWN), reporting(none))).isEqualTo("no_protocol");
    }
  }

  @Test
  void whatIsReportedIsAllThatTheMetricsCount() {
    assertThat(Strictness.reported())
        .containsExactlyInAnyOrder(
            Refusal.NO_SERVER_NAME,
            Refusal.UNKNOWN_SERVER_NAME,
            Refusal.NO_PROTOCOL,
            Refusal.UNKNOWN_SERVICE,
            Refusal.SERVICE_ELSEWHERE,
            Refusal.ADDRESS_DENIED);
  }

  private static RouteTable table(Service... services) {
    return RouteTable.of(List.of(services), patterns(KNOWN, "known.example.org"));
  }

  private static Service closed(Service service) {
    return service.toBuilder()
        .from(AddressRules.of(List.of(CidrBlock.parse("10.0.0.0/8")), List.of()))
        .build();
  }

  private static ListenerRules reporting(String service) {
    return new ListenerRules(
        Transport.TLS,
        false,
        Optional.of(service),
        Strictness.REPORT,
        AddressRules.EVERYBODY,
        Optional.empty());
  }

  private static String decide(ClientHello hello) {
    return decide(TABLE, hello, reporting("old"));
  }

  private static String decide(RouteTable table, ClientHello hello, ListenerRules rules) {
    return told(table.decide(hello, rules));
  }

  private static String decideFor(IpAddress client, RouteTable table, ClientHello hello) {
    return told(table.decide(hello, reporting("old"), client));
  }

  /** Returns {@code SERVICE}, {@code SERVICE but REASON}, or the reason of the refusal. */
  private static String told(Decision decision) {
    return decision.fold(
        forward ->
            forward.route().service().name()
                + forward.reported().map(reason -> " but " + reason).orElse(""),
        refuse -> refuse.refusal().toString());
  }
}
