package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RetryingClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener that only reports: who reaches the default service after all, and who does not. */
@ParameterizedClass(name = "{0} {1}")
@CsvSource({
  "NATIVE,TLSv1.3",
  "NATIVE,TLSv1.2",
  "OPENSSL,TLSv1.3",
  "OPENSSL,TLSv1.2",
  "JDK,TLSv1.3",
  "JDK,TLSv1.2"
})
class StrictnessReportScenario {
  private static final String CLOSED = "EOF";

  private static final RecordedLog LOG = new RecordedLog();

  private static RunningGateway gateway;

  private final String version;

  @SuppressWarnings("unused") // The engine is for start.
  StrictnessReportScenario(TlsEngine engine, String version) {
    this.version = version;
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine, String version) {
    gateway = RunningGateway.of(engine, document("report"));
  }

  private static String document(String strictness) {
    return RunningGateway.document(
        rules("old", strictness)
            + listener("named", rules("old", strictness) + ",'requireServerName':true")
            + listener("down", rules("down", strictness))
            + listener("denied", rules("denied", strictness))
            + listener("closed", rules("closed", strictness))
            + listener("full", rules("full", strictness))
            + listener("away", rules("old", strictness) + ",'from':{'deny':['127.0.0.0/8']}"),
        List.of("a", "b"),
        "'old':{'builtin':'echo'},'echo':{'builtin':'echo'},"
            + "'only-b':{'serverNames':['b.test'],'builtin':'echo'},"
            + "'down':{'upstreams':['nowhere.invalid:1']},"
            + "'denied':{'builtin':'echo','from':{'deny':['127.0.0.0/8']}},"
            + "'closed':{'builtin':'echo','clients':{'certificateAuthorities':['ca.pem']}},"
            + "'full':{'builtin':'echo','limits':{'connections':1}},"
            + "'p1':{'mode':'passthrough','upstreams':['nowhere.invalid:1']},"
            + "'p2':{'mode':'passthrough','upstreams':['nowhere.invalid:1']},"
            + "'acme-tls/1':{'mode':'passthrough','upstreams':['nowhere.invalid:1']}",
        "");
  }

  private static String rules(String service, String strictness) {
    return ",'defaultService':'" + service + "','strictness':'" + strictness + "'";
  }

  private static String listener(String name, String rules) {
    return "},{'name':'" + name + "','address':'127.0.0.1:0'" + rules;
  }

  @AfterAll
  static void stopRecording() {
    LOG.close();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  static Stream<Arguments> reported() {
    return Stream.of(
        Arguments.of("a.test", List.of("nope/1"), Refusal.UNKNOWN_SERVICE),
        Arguments.of("", List.of("nope/1", "ECHO"), Refusal.UNKNOWN_SERVICE),
        Arguments.of("b.test", List.of("\n\n"), Refusal.UNKNOWN_SERVICE),
        Arguments.of("a.test", List.of(), Refusal.NO_PROTOCOL),
        Arguments.of("", List.of(), Refusal.NO_PROTOCOL),
        Arguments.of("a.test", List.of("only-b"), Refusal.SERVICE_ELSEWHERE),
        Arguments.of("b.test", List.of("denied"), Refusal.ADDRESS_DENIED),
        Arguments.of("c.test", List.of("echo"), Refusal.UNKNOWN_SERVER_NAME),
        Arguments.of("c.test", List.of(), Refusal.UNKNOWN_SERVER_NAME),
        Arguments.of("192.0.2.7", List.of("nope/1"), Refusal.UNKNOWN_SERVER_NAME));
  }

  @ParameterizedTest
  @MethodSource("reported")
  void anUnknownIdOrServerNameIsServedUnacknowledgedAndReported(
      String serverName, List<String> ids, Refusal reason) throws Exception {
    isReported("public", serverName, ids, reason);
  }

  @Test
  void aMissingServerNameThatIsRequiredIsReported() throws Exception {
    isReported("named", "", List.of("echo"), Refusal.NO_SERVER_NAME);
  }

  private void isReported(String listener, String serverName, List<String> ids, Refusal reason)
      throws Exception {
    double before = reports(listener, reason);
    try (SSLSocket socket = dial(TestCertificates.trusting(), listener, serverName, ids)) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).as("acknowledged").isEmpty();
      assertThat(socket.getSession().getPeerCertificates()[0])
          .isEqualTo(
              TestCertificates.issued(serverName.equals("b.test") ? "b" : "a").getCertificate());
      assertThat(ClientAnswer.of(socket)).isEqualTo("served");
    }
    End end = gateway.events().next();
    assertThat(end.refusal()).isNull();
    assertThat(end.connection().reported()).contains(reason);
    assertThat(end.connection().isRelaying()).isTrue();
    assertThat(reports(listener, reason)).isEqualTo(before + 1);
    assertThat(LOG.with("reported connection=" + end.connection().id() + " "))
        .singleElement()
        .asString()
        .contains(" listener=" + listener + " ", " reason=" + reason + " service=old ")
        .endsWith(": " + reason.sentence());
  }

  @Test
  void whoNamesAServiceGetsItAndIsNotReported() throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", version, "nope/1", "echo")) {
      assertThat(ClientAnswer.of(socket)).isEqualTo("served");
      assertThat(socket.getApplicationProtocol()).isEqualTo("echo");
    }
    End end = gateway.events().next();
    assertThat(end.connection().reported()).isEmpty();
    assertThat(end.connection().route().orElseThrow().service().name()).isEqualTo("echo");
  }

  @Test
  void everythingElseIsRefusedAsEver() throws Exception {
    refused(hello("a.test", "nope/1").versions(0x0302, 0x0301), Refusal.TLS_VERSION, alert(70));
    refused(hello("a.test", "nope/1").protocols("nope/2"), Refusal.DUPLICATE_EXTENSION, alert(47));
    refused(hello("a.test", "p1", "p2"), Refusal.AMBIGUOUS_OFFER, alert(120));
    refused(hello("a.test", "acme-tls/1", "nope/1"), Refusal.ACME_NOT_ALONE, alert(120));
    refused(hello("a.test", "acme-tls/1"), Refusal.UPSTREAM_UNAVAILABLE, alert(80));
    refused("public", new byte[] {0}, Refusal.NOT_TLS, CLOSED);
  }

  private static void refused(HelloBuilder hello, Refusal refusal, String answer) throws Exception {
    refused("public", hello.record(), refusal, answer);
  }

  private static void refused(String listener, byte[] hello, Refusal refusal, String answer)
      throws Exception {
    assertThat(RawClient.ask(gateway.address(listener), List.of(hello))).isEqualTo(answer);
    assertThat(gateway.events().next().refusal()).isEqualTo(refusal);
  }

  @Test
  void malformedAndOversizedHellosAreRefused() throws Exception {
    byte[] declares64KiB = HelloBuilder.record(22, (byte) 1, (byte) 1, (byte) 0, (byte) 0);
    refused("public", declares64KiB, Refusal.HELLO_TOO_LARGE, alert(50));
    byte[] trailing = HelloBuilder.record(22, (byte) 1, (byte) 0, (byte) 0, (byte) 1, (byte) 3);
    refused("public", trailing, Refusal.MALFORMED_HELLO, alert(50));
  }

  @Test
  void theDefaultServiceKeepsItsAddressesItsLimitsAndItsUpstreams() throws Exception {
    byte[] hello = hello("a.test", "nope/1").record();
    refused("denied", hello, Refusal.ADDRESS_DENIED, alert(120));
    refused("down", hello, Refusal.UPSTREAM_UNAVAILABLE, alert(80));
    refused("away", hello, Refusal.ADDRESS_DENIED, "RESET");
    try (SSLSocket one = dial(TestCertificates.trusting(), "full", "a.test", List.of("nope/1"))) {
      assertThat(ClientAnswer.of(one)).isEqualTo("served");
      refused("full", hello, Refusal.LIMIT, alert(80));
    }
    assertThat(gateway.events().next().refusal()).isNull();
  }

  @Test
  void theDefaultServiceAsksForItsClientCertificates() throws Exception {
    double before = reports("closed", Refusal.UNKNOWN_SERVICE);
    try (SSLSocket anonymous =
        dial(TestCertificates.trusting(), "closed", "a.test", List.of("nope/1"))) {
      assertThat(ClientAnswer.of(anonymous)).isNotEqualTo("served");
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_MISSING);
    try (SSLSocket known =
        dial(TestCertificates.showing("ops"), "closed", "a.test", List.of("nope/1"))) {
      assertThat(ClientAnswer.of(known)).isEqualTo("served");
    }
    assertThat(gateway.events().next().connection().clientCertificate()).isPresent();
    assertThat(reports("closed", Refusal.UNKNOWN_SERVICE)).isEqualTo(before + 2);
  }

  @Test
  void aSecondHelloMustSayTheSame() throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      assertThat(
              new RetryingClient(client)
                  .handshake(hello("c.test", "nope/1"), hello("c.test", "nope/1")))
          .as("no ALPN extension among the encrypted ones")
          .hasValueSatisfying(said -> assertThat(said).doesNotContain(hex("nope/1")));
      client.sendEnd();
      assertThat(client.answer()).endsWith("EOF");
    }
    assertThat(gateway.events().next().connection().reported())
        .contains(Refusal.UNKNOWN_SERVER_NAME);
    for (HelloBuilder other : List.of(hello("a.test", "nope/1"), hello("c.test", "echo"))) {
      try (RawClient client = new RawClient(gateway.address())) {
        RetryingClient retrying = new RetryingClient(client);
        retrying.sendFirst(hello("c.test", "nope/1"));
        retrying.sendSecond(other);
        assertThat(client.answer()).endsWith(alert(47));
      }
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.RETRY_MISMATCH);
    }
  }

  @Test
  void aSessionOfAReportedClientResumesAtNoService() throws Exception {
    SSLContext context = TestCertificates.trusting();
    long first = creationTime(context, "nope/1");
    assertThat(creationTime(context, "nope/1")).isEqualTo(first);
    assertThat(creationTime(context, "old")).isNotEqualTo(first);
    assertThat(creationTime(context, "echo")).isNotEqualTo(first);
  }

  /** A resumed session keeps the time at which it was first made. */
  private long creationTime(SSLContext context, String id) throws Exception {
    try (SSLSocket socket = dial(context, "public", "a.test", List.of(id))) {
      assertThat(ClientAnswer.of(socket)).isEqualTo("served");
      long before = System.currentTimeMillis();
      RunningGateway.awaitUntil("the clock moves", () -> System.currentTimeMillis() > before);
      return socket.getSession().getCreationTime();
    } finally {
      gateway.events().next();
    }
  }

  @Test
  void aReloadThatEnforcesIsForNewConnections() throws Exception {
    byte[] hello = hello("a.test", "nope/1").record();
    try (SSLSocket old = dial(TestCertificates.trusting(), "public", "a.test", List.of("nope/1"))) {
      assertThat(ClientAnswer.of(old)).isEqualTo("served");
      assertThat(gateway.metric("alpnmux_listener_enforces{listener=\"public\"}")).isZero();
      reload("enforce");
      assertThat(gateway.metric("alpnmux_listener_enforces{listener=\"public\"}")).isEqualTo(1);
      refused("public", hello, Refusal.UNKNOWN_SERVICE, alert(120));
      assertThat(ClientAnswer.of(old)).isEqualTo("served");
    } finally {
      reload("report");
    }
    assertThat(gateway.events().next().refusal()).isNull();
  }

  @Test
  void anExplanationSaysWhatWouldBeRefused() throws Exception {
    assertThat(gateway.admin("/explain?sni=a.test&alpn=nope").body())
        .contains("\"service\" : \"old\"")
        .contains("\"protocol\" : \"none: default service\"")
        .contains("\"reported\" : \"unknown_service: no offered ALPN id is a service here\"");
    assertThat(gateway.admin("/explain?sni=a.test&alpn=echo").body()).doesNotContain("reported");
  }

  private static void reload(String strictness) {
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document(strictness))));
  }

  private static double reports(String listener, Refusal reason) throws Exception {
    return gateway.metric(
        "alpnmux_reported_connections_total{listener=\"%s\",reason=\"%s\"}"
            .formatted(listener, reason));
  }

  /** Verifies the chain but not the name, which nobody may have a certificate for. */
  private SSLSocket dial(SSLContext context, String listener, String serverName, List<String> ids)
      throws IOException {
    InetSocketAddress address = gateway.address(listener);
    Socket wire = new Socket(address.getAddress(), address.getPort());
    wire.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    SSLSocket socket =
        RunningGateway.dialOver(wire, context, "a.test", version, ids.toArray(String[]::new));
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
    parameters.setEndpointIdentificationAlgorithm("");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String alert(int code) {
    return hex(new byte[] {0x15, 3, 3, 0, 2, 2, (byte) code}) + " EOF";
  }

  private static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
