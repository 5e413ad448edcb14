package dev.alpnmux.client;

import static dev.alpnmux.client.SvcbRecords.HTTPS;
import static dev.alpnmux.client.SvcbRecords.SVCB;
import static dev.alpnmux.client.SvcbRecords.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.client.dns.DnsClient;
import dev.alpnmux.testkit.DnsServer;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways that DNS names, by a DNS server of our own. */
@Timeout(60)
class DiscoveryScenario {
  /** The test certificate carries {@code gw.test}. */
  private static final String SRV_NAME = "_alpnmux._tcp.gw.test";

  private static final String SVCB_NAME = "_alpnmux.gw.test";

  private DnsServer dns;
  private FakeGateway gateway;

  @BeforeEach
  void serves() throws IOException {
    dns = new DnsServer();
    gateway = FakeGateway.serving("echo");
  }

  @AfterEach
  void ends() throws IOException {
    gateway.close();
    dns.close();
  }

  private AlpnmuxClient.Builder found(String source) throws IOException {
    return AlpnmuxClient.newBuilder()
        .dns(new DnsClient("dns://" + dns.address()))
        .lookup(DiscoveryScenario::loopback)
        .gateway(source)
        .trust(Trust.pem(gateway.authority()));
  }

  private static InetAddress[] loopback(String host) throws UnknownHostException {
    if (host.startsWith("nowhere")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private void assertEcho(AlpnmuxClient client) throws IOException {
    int before = gateway.accepted();
    try (ServiceSocket socket = client.connect("echo")) {
      ConnectScenario.echo(socket);
    }
    assertThat(gateway.accepted()).isEqualTo(before + 1);
  }

  private static GatewayUnavailableException unavailable(AlpnmuxClient client) {
    return catchThrowableOfType(
        GatewayUnavailableException.class, () -> client.connect("echo").close());
  }

  /** The record leads to another host; what is sent and verified is the name that was asked for. */
  @Test
  void anSrvRecordLeadsToAGatewayThatMustProveTheNameAskedFor() throws Exception {
    dns.service(SRV_NAME, 1, "10 1 " + gateway.port() + " host.elsewhere.test");
    assertEcho(found("srv:" + SRV_NAME).build());
    assertThat(gateway.nextHello().serverName()).contains("gw.test");
  }

  @Test
  void aNameThatDnsLeadsToProvesNothing() throws IOException {
    String stranger = "_alpnmux._tcp.other.test";
    dns.service(stranger, 1, "10 1 " + gateway.port() + " gw.test");
    assertThat(
            catchThrowableOfType(
                GatewayIdentityException.class,
                () -> found("srv:" + stranger).build().connect("echo").close()))
        .hasMessageContaining("other.test");
  }

  @Test
  void prioritiesAreTriedInTheirOrder() throws IOException {
    try (FakeGateway second = FakeGateway.serving("echo")) {
      dns.service(
          SRV_NAME,
          1,
          "20 1 " + second.port() + " b.test",
          "10 1 " + gateway.port() + " a.test",
          "5 1 " + gateway.port() + " nowhere.test");
      assertEcho(found("srv:" + SRV_NAME).build());
      assertThat(second.accepted()).isZero();
    }
  }

  @Test
  void recordsGoOnServingWhenDnsFails() throws IOException {
    dns.service(SRV_NAME, 1, "10 1 " + gateway.port() + " a.test");
    AlpnmuxClient client = found("srv:" + SRV_NAME).build();
    assertEcho(client);
    dns.fail(SRV_NAME, DnsServer.Failure.SERVFAIL);
    assertEcho(client);
    assertThat(dns.questions(SRV_NAME)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVFAIL", "NXDOMAIN", "EMPTY"})
  void aNameWithoutRecordsIsAnOutageInThePhaseDns(String failure) throws IOException {
    dns.fail(SRV_NAME, DnsServer.Failure.valueOf(failure));
    GatewayUnavailableException outage = unavailable(found("srv:" + SRV_NAME).build());
    assertThat(outage).hasMessageContaining(SRV_NAME);
    assertThat(outage.phase()).isEqualTo(Phase.DNS);
    assertThat(outage.attempts()).hasSize(1);
  }

  @Test
  void aTargetThatIsTheRootSaysThatThereIsNoGateway() throws IOException {
    dns.service(SRV_NAME, 1, "0 0 0 .");
    assertThat(unavailable(found("srv:" + SRV_NAME).build())).hasMessageContaining(SRV_NAME);
  }

  @Test
  void aSilentDnsServerCostsItsShareAndTheNextGatewayServes() throws IOException {
    dns.fail(SRV_NAME, DnsServer.Failure.DROP);
    AlpnmuxClient client =
        found("srv:" + SRV_NAME)
            .gateway(gateway.address())
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    assertEcho(client);
  }

  @Test
  void aServiceBindingGivesPortAndTheIdsOfTheGateway() throws IOException {
    try (FakeGateway other = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      dns.records(
          SVCB_NAME,
          SVCB,
          1,
          record(1, "a.test").alpn("mqtt").port(other.port()).octets(),
          record(2, "b.test").alpn("redis", "echo").port(gateway.port()).octets());
      assertEcho(found("svcb:" + SVCB_NAME).build());
      assertThat(other.accepted()).isZero();
    }
  }

  @Test
  void aServiceThatNoRecordListsIsNotAskedFor() throws IOException {
    dns.records(SVCB_NAME, SVCB, 1, record(1, "a.test").alpn("mqtt").octets());
    assertThat(unavailable(found("svcb:" + SVCB_NAME).build()))
        .hasMessageContaining("no record of svcb:" + SVCB_NAME + " lists this service");
    assertThat(gateway.accepted()).isZero();
  }

  @Test
  void anAliasIsFollowed() throws IOException {
    dns.records(SVCB_NAME, SVCB, 1, record(0, "alias.test").octets());
    dns.records("alias.test", SVCB, 1, record(1, ".").port(gateway.port()).octets());
    assertEcho(found("svcb:" + SVCB_NAME).build());
  }

  @Test
  void aCircleOfAliasesEnds() throws IOException {
    dns.records(SVCB_NAME, SVCB, 1, record(0, SVCB_NAME).octets());
    assertThat(unavailable(found("svcb:" + SVCB_NAME).build())).hasMessageContaining("aliases");
    assertThat(dns.questions(SVCB_NAME)).as("the first, and one for each alias").isEqualTo(1 + 8);
  }

  /** It must not become a URL in the hands of JNDI. */
  @Test
  void anAliasThatIsNoHostNameIsNotAskedFor() throws IOException {
    dns.records(SVCB_NAME, SVCB, 1, record(0, "ldap://127").octets());
    assertThat(unavailable(found("svcb:" + SVCB_NAME).build()))
        .hasMessageContaining("no host name");
  }

  @Test
  void hintsServeWhereTheTargetCannotBeLookedUp() throws IOException {
    dns.records(
        SVCB_NAME,
        SVCB,
        1,
        record(1, "nowhere.test").port(gateway.port()).ipv4Hint(127, 0, 0, 1).octets());
    assertEcho(found("svcb:" + SVCB_NAME).build());
  }

  @Test
  void aRecordThatDemandsTheUnknownIsSkipped() throws IOException {
    dns.records(
        SVCB_NAME,
        SVCB,
        1,
        record(1, "nowhere.test").mandatory(7).with(7, (byte) 1).octets(),
        record(2, "a.test").port(gateway.port()).octets());
    assertEcho(found("svcb:" + SVCB_NAME).build());
  }

  /** RFC 9460 §2.2: the others may be as wrong. */
  @Test
  void aMalformedRecordSpoilsTheOthersOfItsAnswer() throws IOException {
    byte[] portOfOneOctet = record(1, "b.test").with(3, (byte) 1).octets();
    dns.records(
        SVCB_NAME, SVCB, 1, record(1, "a.test").port(gateway.port()).octets(), portOfOneOctet);
    assertThat(unavailable(found("svcb:" + SVCB_NAME).build())).hasMessageContaining(SVCB_NAME);
    dns.records("_" + gateway.port() + "._https.gw.test", HTTPS, 1, portOfOneOctet);
    assertEcho(found("https:gw.test:" + gateway.port()).build());
  }

  @Test
  void anHttpsOriginWithoutRecordsIsItsOwnGateway() throws IOException {
    assertEcho(found("https:gw.test:" + gateway.port()).build());
  }

  @Test
  void anHttpsRecordIsAskedForUnderThePort() throws IOException {
    dns.records(
        "_8443._https.gw.test",
        HTTPS,
        1,
        record(1, "a.test").alpn("echo").port(gateway.port()).octets());
    assertEcho(found("https:gw.test:8443").build());
  }

  @Test
  void anHttpsRecordAlsoMeansTheDefaultProtocol() throws IOException {
    try (FakeGateway web = FakeGateway.serving("http/1.1")) {
      dns.records("gw.test", HTTPS, 1, record(1, ".").alpn("h2").port(web.port()).octets());
      found("https:gw.test").build().connect("http/1.1").close();
      dns.records(
          "gw.test", HTTPS, 1, record(1, ".").alpn("h2").noDefaultAlpn().port(web.port()).octets());
      AlpnmuxClient strict = found("https:gw.test").build();
      assertThat(catchThrowableOfType(IOException.class, () -> strict.connect("http/1.1").close()))
          .isInstanceOf(GatewayUnavailableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"srv:", "srv:a b", "svcb:[::1]", "https:gw.test:0", "https:127.0.0.1"})
  void whatNamesNothingIsRefusedAtOnce(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AlpnmuxClient.newBuilder().gateway(text));
  }
}
