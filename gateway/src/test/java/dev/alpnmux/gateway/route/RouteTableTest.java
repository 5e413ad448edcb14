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
import static dev.alpnmux.spec.AlertDescription.MISSING_EXTENSION;
import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;
import static dev.alpnmux.spec.AlertDescription.PROTOCOL_VERSION;
import static dev.alpnmux.spec.AlertDescription.UNRECOGNIZED_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the decision table that ids, names and versions decide. */
class RouteTableTest {
  private static final String KNOWN = "gw.example.com";
  private static final IpAddress INSIDER = IpAddress.parse("10.1.2.3");
  private static final IpAddress STRANGER = IpAddress.parse("192.0.2.1");
  private static final ListenerRules NAME_REQUIRED =
      new ListenerRules(
          Transport.TLS,
          true,
          Optional.empty(),
          Strictness.ENFORCE,
          AddressRules.EVERYBODY,
          Optional.empty());

  // Which id

  @Test
  void anIdNamesItsService() {
    RouteTable table = table(service("echo"), service("ssh"));

    assertThat(decide(table, hello(KNOWN, "ssh"))).isEqualTo("ssh by ssh");
  }

  @Test
  void aForwardTellsWhatTheHandshakeMustAcknowledge() {
    Service echo = service("echo");

    Decision decision = table(echo).decide(hello("GW.example.com", "echo"), ListenerRules.DEFAULT);

    ApplicationProtocol id = ApplicationProtocol.parse("echo");
    assertThat(decision)
        .isEqualTo(
            new Decision.Forward(
                new Route(echo, id), Optional.of(id), Optional.of(new ServerName(KNOWN))));
  }

  @Test
  void anIdThatIsNoServiceGetsAlert120() {
    RouteTable table = table(service("echo"));

    assertRefused(table, hello(KNOWN, "nope"), Refusal.UNKNOWN_SERVICE, NO_APPLICATION_PROTOCOL);
  }

  @Test
  void anOfferWithoutIdsGetsAlert120() {
    RouteTable table = table(service("echo"));

    assertRefused(table, hello(KNOWN), Refusal.UNKNOWN_SERVICE, NO_APPLICATION_PROTOCOL);
  }

  @Test
  void anIdOfAnotherServerNameGetsAlert120AndItsOwnReason() {
    RouteTable table = table(under(service("orders"), "orders.example.com"), service("echo"));

    assertRefused(
        table, hello(KNOWN, "orders"), Refusal.SERVICE_ELSEWHERE, NO_APPLICATION_PROTOCOL);
    assertRefused(
        table, namelessHello("orders"), Refusal.SERVICE_ELSEWHERE, NO_APPLICATION_PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Echo", "ECHO", "echo%00", "echo%2Cssh", "ech", "echoo", "%20echo"})
  void idsAreOctetsAndNothingLikeThemCounts(String id) {
    RouteTable table = table(service("echo"), service("ssh"));

    assertRefused(table, hello(KNOWN, id), Refusal.UNKNOWN_SERVICE, NO_APPLICATION_PROTOCOL);
  }

  @Test
  void idsThatDifferByOneOctetAreTwoServices() {
    RouteTable table = table(service("a"), service("A"), service("a%00"), service("a%2C"));

    assertThat(decide(table, hello(KNOWN, "a%00"))).isEqualTo("a%00 by a%00");
    assertThat(decide(table, hello(KNOWN, "a%2C"))).isEqualTo("a%2C by a%2C");
    assertThat(decide(table, hello(KNOWN, "A"))).isEqualTo("A by A");
  }

  @Test
  void theOrderOfTheFileDecidesBetweenOfferedIds() {
    RouteTable table = table(service("a"), service("b"));

    assertThat(decide(table, hello(KNOWN, "b", "a"))).isEqualTo("a by a");
    assertThat(decide(table, hello(KNOWN, "nope", "b"))).isEqualTo("b by b");
  }

  @Test
  void theOrderOfItsIdsDecidesWithinAService() {
    RouteTable table = table(by(service("web"), "h2", "http/1.1"));

    assertThat(decide(table, hello(KNOWN, "http/1.1", "h2"))).isEqualTo("web by h2");
  }

  @Test
  void greaseIsIgnored() {
    RouteTable table = table(service("echo"));

    assertThat(decide(table, hello(KNOWN, "zz", "echo", "%0A%0A"))).isEqualTo("echo by echo");
    assertRefused(table, hello(KNOWN, "zz"), Refusal.UNKNOWN_SERVICE, NO_APPLICATION_PROTOCOL);
  }

  // No id

  @Test
  void aClientWithoutAlpnGetsAlert120() {
    RouteTable table = table(service("echo"));

    assertRefused(table, helloWithoutAlpn(KNOWN), Refusal.NO_PROTOCOL, NO_APPLICATION_PROTOCOL);
  }

  @Test
  void theDefaultServiceAnswersClientsWithoutAlpnAndAcknowledgesNothing() {
    RouteTable table = table(service("echo"), service("ssh"));

    Decision decision = table.decide(helloWithoutAlpn(KNOWN), defaultsTo("ssh"));

    assertThat(decision).isInstanceOf(Decision.Forward.class);
    assertThat(((Decision.Forward) decision).route().service().name()).isEqualTo("ssh");
    assertThat(((Decision.Forward) decision).acknowledged()).isEmpty();
  }

  @Test
  void theDefaultServiceIsNotForOffersThatDoNotMatch() {
    RouteTable table = table(service("echo"));

    assertThat(decide(table, hello(KNOWN, "nope"), defaultsTo("echo")))
        .isEqualTo("unknown_service");
    assertThat(decide(table, hello(KNOWN, "zz"), defaultsTo("echo"))).isEqualTo("unknown_service");
  }

  @Test
  void theDefaultServiceIsNotReachedUnderAnUnknownNameUnlessItTakesAny() {
    ClientHello hello = helloWithoutAlpn("stranger.example.net");

    assertThat(decide(table(passthrough("old")), hello, defaultsTo("old")))
        .isEqualTo("unknown_server_name");
    assertThat(decide(table(underAnyName("any")), hello, defaultsTo("any")))
        .isEqualTo("any by any");
  }

  @Test
  void theDefaultServiceIsReachedUnderItsNamesOnly() {
    Service orders = under(service("orders"), "orders.example.com", "*.db.example.com");
    RouteTable table = table(orders);

    assertThat(decide(table, helloWithoutAlpn("a.db.example.com"), defaultsTo("orders")))
        .isEqualTo("orders by orders");
    assertThat(decide(table, helloWithoutAlpn(KNOWN), defaultsTo("orders")))
        .isEqualTo("service_elsewhere");
    assertThat(decide(table, namelessHelloWithoutAlpn(), defaultsTo("orders")))
        .isEqualTo("service_elsewhere");
  }

  @Test
  void theDefaultServiceNeedsAKnownNameUnlessItTakesAny() {
    RouteTable table = table(service("echo"), underAnyName("any"));

    ClientHello stranger = helloWithoutAlpn("stranger.example.net");

    assertThat(decide(table, stranger, defaultsTo("echo"))).isEqualTo("unknown_server_name");
    assertThat(decide(table, stranger, defaultsTo("any"))).isEqualTo("any by any");
  }

  @Test
  void aDefaultServiceThatDoesNotExistAnswersNobody() {
    RouteTable table = table(service("echo"));

    assertThat(decide(table, helloWithoutAlpn(KNOWN), defaultsTo("nope"))).isEqualTo("no_protocol");
    assertThat(decide(table, helloWithoutAlpn("stranger.example.net"), defaultsTo("nope")))
        .isEqualTo("unknown_server_name");
  }

  // Server names

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stranger.example.net",
        "example.com",
        "a.gw.example.com",
        "",
        "gw.example.com.",
        "127.0.0.1",
        "::1",
        "[::1]",
        "gw.example.com\0",
        "gw.example.com:443",
        "gw example.com",
        "*.example.com",
        ".gw.example.com"
      })
  void aNameThatIsNotKnownGetsAlert112(String name) {
    RouteTable table = table(service("echo"));

    assertRefused(table, hello(name, "echo"), Refusal.UNKNOWN_SERVER_NAME, UNRECOGNIZED_NAME);
  }

  @Test
  void theNameIsCheckedBeforeTheIds() {
    RouteTable table = table(service("echo"));

    assertThat(decide(table, hello("stranger.example.net", "nope")))
        .isEqualTo("unknown_server_name");
    assertThat(decide(table, helloWithoutAlpn("stranger.example.net")))
        .isEqualTo("unknown_server_name");
  }

  @Test
  void theNamesOfCertificatesAndServicesAreKnown() {
    RouteTable table =
        RouteTable.of(
            List.of(
                passthrough("ssh"), under(passthrough("a"), "a.example.net", "*.b.example.net")),
            patterns("c.example.net", "*.d.example.net"));

    for (String name :
        List.of("a.example.net", "x.b.example.net", "c.example.net", "X.D.example.net")) {
      assertThat(decide(table, hello(name, "ssh"))).isEqualTo("ssh by ssh");
    }
    assertThat(decide(table, hello("x.y.d.example.net", "ssh"))).isEqualTo("unknown_server_name");
    assertThat(decide(table, hello("d.example.net", "ssh"))).isEqualTo("unknown_server_name");
  }

  @Test
  void aTerminatedServiceIsNotReachedUnderANameThatNoCertificateCovers() {
    RouteTable table = table(service("echo"), under(passthrough("a"), "a.example.net"));

    ClientHello hello = hello("a.example.net", "echo");

    assertThat(decide(table, hello)).isEqualTo("service_elsewhere");
    assertThat(decide(table, helloWithoutAlpn("a.example.net"), defaultsTo("echo")))
        .isEqualTo("service_elsewhere");
    assertThat(decide(table, hello("a.example.net", "echo", "a"))).isEqualTo("a by a");
  }

  @Test
  void withoutAnyNamePassthroughServicesTakeEveryValidName() {
    RouteTable table = RouteTable.of(List.of(passthrough("ssh")), List.of());

    assertThat(decide(table, hello("stranger.example.net", "ssh"))).isEqualTo("ssh by ssh");
    assertThat(decide(table, hello("127.0.0.1", "ssh"))).isEqualTo("unknown_server_name");
  }

  @Test
  void aCertificateWithoutNamesMakesNoNameKnown() {
    RouteTable table = RouteTable.of(List.of(service("echo")), List.of());

    assertThat(decide(table, hello("stranger.example.net", "echo")))
        .isEqualTo("unknown_server_name");
    assertThat(decide(table, namelessHello("echo"))).isEqualTo("echo by echo");
  }

  @Test
  void aServiceForAnyNameTakesUnknownOnesAndTheOthersDoNot() {
    RouteTable table = table(service("echo"), underAnyName("any"));

    assertThat(decide(table, hello("stranger.example.net", "any"))).isEqualTo("any by any");
    assertThat(decide(table, hello(KNOWN, "any"))).isEqualTo("any by any");
    assertThat(decide(table, hello("stranger.example.net", "echo")))
        .isEqualTo("unknown_server_name");
    assertThat(decide(table, hello("stranger.example.net", "echo", "any"))).isEqualTo("any by any");
    assertThat(decide(table, hello("127.0.0.1", "any"))).isEqualTo("unknown_server_name");
  }

  @Test
  void theMostSpecificNameWinsPerId() {
    RouteTable table =
        table(
            by(service("unbound"), "db"),
            by(underAnyName("any"), "db"),
            under(by(service("wildcard"), "db"), "*.example.com"),
            under(by(service("exact"), "db"), KNOWN));

    assertThat(decide(table, hello(KNOWN, "db"))).isEqualTo("exact by db");
    assertThat(decide(table, hello("other.example.com", "db"))).isEqualTo("wildcard by db");
    assertThat(decide(table, hello("known.example.org", "db"))).isEqualTo("any by db");
    assertThat(decide(table, namelessHello("db"))).isEqualTo("unbound by db");
  }

  @Test
  void aMoreSpecificServiceIsPreferredToAnEarlierOne() {
    RouteTable table = table(service("a"), under(service("b"), KNOWN));

    assertThat(decide(table, hello(KNOWN, "a", "b"))).isEqualTo("b by b");
    assertThat(decide(table, hello("known.example.org", "a", "b"))).isEqualTo("a by a");
  }

  @Test
  void aWildcardServiceIsReachedUnderAnExactNameThatLacksTheId() {
    RouteTable table = table(under(service("a"), KNOWN), under(service("b"), "*.example.com"));

    assertThat(decide(table, hello(KNOWN, "b"))).isEqualTo("b by b");
  }

  @Test
  void withoutANameOnlyUnboundServicesCount() {
    RouteTable table = table(service("echo"), under(service("bound"), KNOWN), underAnyName("any"));

    assertThat(decide(table, namelessHello("echo"))).isEqualTo("echo by echo");
    assertThat(decide(table, namelessHello("bound"))).isEqualTo("service_elsewhere");
    assertThat(decide(table, namelessHello("any"))).isEqualTo("service_elsewhere");
  }

  @Test
  void aRequiredNameThatIsMissingGetsAlert109() {
    RouteTable table = table(service("echo"));

    assertThat(table.decide(namelessHello("echo"), NAME_REQUIRED))
        .isEqualTo(new Decision.Refuse(Refusal.NO_SERVER_NAME, Optional.of(MISSING_EXTENSION)));
    assertThat(decide(table, hello(KNOWN, "echo"), NAME_REQUIRED)).isEqualTo("echo by echo");
  }

  @Test
  void aRequiredNameThatIsMissingGetsAlert112FromClientsWithoutTls13() {
    ClientHello hello = withVersions(namelessHello("echo"), ClientHello.TLS_1_2);

    assertThat(table(service("echo")).decide(hello, NAME_REQUIRED))
        .isEqualTo(new Decision.Refuse(Refusal.NO_SERVER_NAME, Optional.of(UNRECOGNIZED_NAME)));
  }

  // Versions

  @Test
  void neitherTls12NorTls13GetsAlert70BeforeAnythingElse() {
    ClientHello hello = withVersions(hello("stranger.example.net", "nope"), 0x0302, 0x0301);

    assertRefused(table(service("echo")), hello, Refusal.TLS_VERSION, PROTOCOL_VERSION);
  }

  @Test
  void oneUsableVersionIsEnough() {
    RouteTable table = table(service("echo"));

    assertThat(decide(table, withVersions(hello(KNOWN, "echo"), 0x0303, 0x0302)))
        .isEqualTo("echo by echo");
    assertThat(decide(table, withVersions(hello(KNOWN, "echo"), 0x7A7A, 0x0304)))
        .isEqualTo("echo by echo");
  }

  // acme-tls/1

  @Test
  void aValidationAloneReachesItsServiceUnderAnyName() {
    RouteTable table = table(service("echo"), underAnyName("acme-tls/1"));

    assertThat(decide(table, hello("new.example.net", "acme-tls/1")))
        .isEqualTo("acme-tls/1 by acme-tls/1");
  }

  @Test
  void aValidationBesideGreaseIsAlone() {
    RouteTable table = table(service("echo"), underAnyName("acme-tls/1"));

    assertThat(decide(table, hello(KNOWN, "%0A%0A", "acme-tls/1", "zz")))
        .isEqualTo("acme-tls/1 by acme-tls/1");
  }

  @Test
  void aValidationBesideOthersIsSkipped() {
    RouteTable table = table(service("echo"), underAnyName("acme-tls/1"));

    assertThat(decide(table, hello(KNOWN, "acme-tls/1", "echo"))).isEqualTo("echo by echo");
    assertRefused(
        table, hello(KNOWN, "acme-tls/1", "nope"), Refusal.ACME_NOT_ALONE, NO_APPLICATION_PROTOCOL);
  }

  @Test
  void aValidationWithoutAServiceGetsAlert120() {
    RouteTable table = table(service("echo"));

    assertRefused(
        table, hello(KNOWN, "acme-tls/1"), Refusal.UNKNOWN_SERVICE, NO_APPLICATION_PROTOCOL);
    assertRefused(
        table,
        hello(KNOWN, "acme-tls/1", "nope"),
        Refusal.UNKNOWN_SERVICE,
        NO_APPLICATION_PROTOCOL);
  }

  // Passthrough

  @Test
  void twoServicesInOneOfferForPassthroughGetAlert120() {
    RouteTable table = table(passthrough("a"), service("b"));

    assertRefused(table, hello(KNOWN, "b", "a"), Refusal.AMBIGUOUS_OFFER, NO_APPLICATION_PROTOCOL);
    assertThat(decide(table, hello(KNOWN, "a", "nope", "zz"))).isEqualTo("a by a");
  }

  @Test
  void aTerminatedServiceIsNotAmbiguousForTheGatewayItselfAcknowledges() {
    RouteTable table = table(service("b"), passthrough("a"));

    assertThat(decide(table, hello(KNOWN, "a", "b"))).isEqualTo("b by b");
  }

  @Test
  void idsOfOnePassthroughServiceAreNotAmbiguous() {
    RouteTable table = table(by(passthrough("web"), "h2", "http/1.1"));

    assertThat(decide(table, hello(KNOWN, "http/1.1", "h2"))).isEqualTo("web by h2");
  }

  @Test
  void aServiceOfAnotherNameIsNotAmbiguous() {
    RouteTable table = table(passthrough("a"), under(service("b"), "b.example.com"));

    assertThat(decide(table, hello(KNOWN, "a", "b"))).isEqualTo("a by a");
    assertThat(decide(table, namelessHello("a", "b"))).isEqualTo("a by a");
  }

  @Test
  void aValidationServiceBesideAPassthroughServiceIsAmbiguous() {
    RouteTable table = table(passthrough("h2"), underAnyName("acme-tls/1"));

    assertThat(decide(table, hello(KNOWN, "h2", "acme-tls/1"))).isEqualTo("ambiguous_offer");
  }

  @Test
  void anAmbiguousOfferUnderAnUnknownNameIsCalledSo() {
    RouteTable table = table(underAnyName("a"), underAnyName("b"));

    assertThat(decide(table, hello("stranger.example.net", "a", "b"))).isEqualTo("ambiguous_offer");
  }

  // Services that are closed to the client's address

  @Test
  void aServiceThatDeniesTheClientIsAnsweredAsAnUnknownOne() {
    RouteTable table = table(closed(service("ssh")), service("echo"));

    assertThat(decideFor(INSIDER, table, hello(KNOWN, "ssh"))).isEqualTo("ssh by ssh");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "ssh")))
        .isEqualTo("address_denied no_application_protocol");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "nope")))
        .isEqualTo("unknown_service no_application_protocol");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "echo"))).isEqualTo("echo by echo");
  }

  @Test
  void aServiceThatDeniesTheClientIsNoReasonToCallAnOfferAmbiguous() {
    RouteTable table = table(passthrough("a"), closed(service("b")));

    assertThat(decideFor(INSIDER, table, hello(KNOWN, "a", "b")))
        .isEqualTo("ambiguous_offer no_application_protocol");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "a", "b"))).isEqualTo("a by a");
  }

  @Test
  void behindAServiceThatDeniesTheClientTheNextOneIsFound() {
    RouteTable table =
        table(closed(under(by(service("one"), "db"), KNOWN)), by(service("all"), "db"));

    assertThat(decideFor(INSIDER, table, hello(KNOWN, "db"))).isEqualTo("one by db");
    assertThat(decideFor(STRANGER, table, hello(KNOWN, "db"))).isEqualTo("all by db");
  }

  @Test
  void aDefaultServiceThatDeniesTheClientIsNone() {
    RouteTable table = table(closed(service("ssh")));

    assertThat(table.decide(helloWithoutAlpn(KNOWN), defaultsTo("ssh"), STRANGER))
        .isEqualTo(
            new Decision.Refuse(
                Refusal.ADDRESS_DENIED, Optional.of(AlertDescription.NO_APPLICATION_PROTOCOL)));
  }

  @Test
  void underAnUnknownNameAServiceThatDeniesTheClientDoesNotMakeItKnown() {
    RouteTable table = table(closed(underAnyName("acme")));

    assertThat(decideFor(STRANGER, table, hello("stranger.example.net", "acme")))
        .isEqualTo("address_denied unrecognized_name");
    assertThat(decideFor(STRANGER, table, hello("stranger.example.net", "nope")))
        .isEqualTo("unknown_server_name unrecognized_name");
  }

  // What a client may open

  @Test
  void whatIsReachableIsWhatEachIdAloneWouldLeadTo() {
    RouteTable table =
        table(
            by(service("web"), "h2", "db"),
            under(by(service("one"), "db"), "known.example.org"),
            closed(service("ssh")),
            underAnyName("any"));

    assertThat(reachable(table, hello(KNOWN), STRANGER))
        .containsExactly("web by h2", "web by db", "any by any");
    assertThat(reachable(table, hello("known.example.org", "nope"), INSIDER))
        .containsExactly("web by h2", "one by db", "ssh by ssh", "any by any");
    assertThat(reachable(table, namelessHello("h2", "db"), INSIDER))
        .containsExactly("web by h2", "web by db", "ssh by ssh");
    assertThat(reachable(table, hello("stranger.example.net"), INSIDER))
        .containsExactly("any by any");
  }

  private static List<String> reachable(RouteTable table, ClientHello hello, IpAddress client) {
    return table.reachable(hello, ListenerRules.DEFAULT, client).stream()
        .map(route -> route.service().name() + " by " + route.protocol())
        .toList();
  }

  private static Service closed(Service service) {
    return service.toBuilder()
        .from(AddressRules.of(List.of(CidrBlock.parse("10.0.0.0/8")), List.of()))
        .build();
  }

  private static String decideFor(IpAddress client, RouteTable table, ClientHello hello) {
    return table
        .decide(hello, ListenerRules.DEFAULT, client)
        .fold(
            forward -> forward.route().service().name() + " by " + forward.route().protocol(),
            refuse ->
                refuse.refusal()
                    + " "
                    + refuse.alert().orElseThrow().name().toLowerCase(Locale.ROOT));
  }

  private static RouteTable table(Service... services) {
    return RouteTable.of(List.of(services), patterns(KNOWN, "known.example.org"));
  }

  private static ListenerRules defaultsTo(String service) {
    return new ListenerRules(
        Transport.TLS,
        false,
        Optional.of(service),
        Strictness.ENFORCE,
        AddressRules.EVERYBODY,
        Optional.empty());
  }

  private static String decide(RouteTable table, ClientHello hello) {
    return decide(table, hello, ListenerRules.DEFAULT);
  }

  /** Returns {@code SERVICE by ID}, or the reason of the refusal. */
  private static String decide(RouteTable table, ClientHello hello, ListenerRules rules) {
    return table
        .decide(hello, rules)
        .fold(
            forward -> forward.route().service().name() + " by " + forward.route().protocol(),
            refuse -> refuse.refusal().toString());
  }

  private static void assertRefused(
      RouteTable table, ClientHello hello, Refusal refusal, AlertDescription alert) {
    assertThat(table.decide(hello, ListenerRules.DEFAULT))
        .isEqualTo(new Decision.Refuse(refusal, Optional.of(alert)));
  }
}
