package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.testing.AccessLines;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the line of a connection says, by how it went, whatever the engine. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class AccessLogScenario {
  private static final Endpoint CLIENT = Endpoint.of(new byte[] {(byte) 192, 0, 2, 1}, 56324);
  private static final byte[] HEADER = ProxyHeader.of(CLIENT, CLIENT, List.of()).v2();
  private static final byte[] SENT = "hello".getBytes(StandardCharsets.US_ASCII);

  private static RunningGateway gateway;
  private static ScriptedUpstream<Bytes> upstream;
  private static Path folder;
  private static AccessLines lines;

  private final TlsEngine engine;

  AccessLogScenario(TlsEngine engine) {
    this.engine = engine;
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) throws Exception {
    folder = Files.createTempDirectory("access-log");
    lines = new AccessLines(folder.resolve("access.log"));
    upstream =
        ScriptedUpstream.tcp(
            peer -> {
              peer.input().read();
              peer.reset();
              return Bytes.of(0, 0);
            });
    gateway =
        RunningGateway.of(
            engine,
            RunningGateway.document(
                "},{'name':'strict','address':'127.0.0.1:0','requireServerName':true"
                    + listener("default", "'defaultService':'echo'")
                    + listener("report", "'defaultService':'echo','strictness':'report'")
                    + listener(
                        "proxied", "'proxyProtocol':'required','trustedSources':['127.0.0.1']")
                    + listener("inside", "'from':{'allow':['10.0.0.0/8']}")
                    + listener("door", "'transport':'tcpmux','tcp':{'deferAccept':'off'}"),
                List.of("a", "b"),
                "'raw':{'mode':'passthrough','upstreams':['"
                    + upstream.address()
                    + "']},"
                    + "'echo':{'builtin':'echo','tcpmux':true,'public':true},"
                    + "'only-b':{'serverNames':['b.test'],'builtin':'echo'},"
                    + "'lost':{'upstreams':['127.0.0.1:1']},"
                    + "'reset':{'upstreams':['"
                    + upstream.address()
                    + "']},"
                    + "'idle':{'builtin':'echo','timeouts':{'idle':'100ms'}},"
                    + "'brief':{'builtin':'echo','limits':{'lifetime':'100ms'}},"
                    + "'ops':{'builtin':'echo','clients':{'certificateAuthorities':['ca.pem']}},"
                    + "'acme-tls/1':{'mode':'passthrough','upstreams':['127.0.0.1:1']}",
                ",'timeouts':{'hello':'500ms'},'accessLog':{'file':'"
                    + folder.resolve("access.log")
                    + "','refusalsPerSecond':10000,'starts':true}"));
  }

  private static String listener(String name, String rules) {
    return "},{'name':'" + name + "','address':'127.0.0.1:0'," + rules;
  }

  /** Whatever the tests did: each connection has one line at its start, and one at its end. */
  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    gateway.close();
    upstream.close();
    int accepted = gateway.events().acceptedCount();
    assertThat(lines.now("end"))
        .hasSize(accepted)
        .map(AccessLogScenario::id)
        .doesNotHaveDuplicates();
    assertThat(lines.now("start"))
        .hasSize(accepted)
        .map(AccessLogScenario::id)
        .doesNotHaveDuplicates();
    assertThat(lines.now("dropped")).isEmpty();
  }

  private static long id(JsonNode line) {
    return line.get("connection").asLong();
  }

  private static JsonNode next() throws Exception {
    return lines.of(gateway.events().next());
  }

  private static void says(JsonNode line, String... pointersAndValues) {
    for (int i = 0; i < pointersAndValues.length; i += 2) {
      assertThat(line.at(pointersAndValues[i]).asText())
          .as("%s of %s", pointersAndValues[i], line)
          .isEqualTo(pointersAndValues[i + 1]);
    }
  }

  private static void saysNothingOf(JsonNode line, String... names) {
    for (String name : names) {
      assertThat(line.has(name)).as("%s of %s", name, line).isFalse();
    }
  }

  /** Sends a word to a service that sends it back, and ends. Returns the client's port. */
  private static int echo(SSLContext context, String service) throws IOException {
    Socket wire = gateway.connect();
    int port = wire.getLocalPort();
    try (SSLSocket socket = RunningGateway.dialOver(wire, context, "a.test", "TLSv1.3", service)) {
      socket.getOutputStream().write(SENT);
      assertThat(socket.getInputStream().readNBytes(SENT.length)).isEqualTo(SENT);
    }
    return port;
  }

  @Test
  void aConnectionThatWasServed() throws Exception {
    int port = echo(TestCertificates.trusting(), "echo");
    JsonNode line = next();
    says(line, "/listener", "public", "/client/address", "127.0.0.1");
    says(line, "/client/port", String.valueOf(port), "/serverName", "a.test");
    says(line, "/offered/0", "echo", "/service", "echo", "/protocol", "echo");
    says(line, "/mode", "terminate", "/tls/version", "TLSv1.3");
    says(line, "/bytesFromClient", "5", "/bytesToClient", "5");
    says(line, "/ending", "complete", "/closedBy", "both");
    saysNothingOf(line, "peer", "offeredMore", "upstream", "clientCertificate", "reason", "alert");
    saysNothingOf(line, "error", "reported", "limit", "asked");
    assertThat(line.get("seconds").fieldNames())
        .toIterable()
        .containsExactly("hello", "handshake", "total");
    assertThat(line.get("accepted").asText()).isLessThanOrEqualTo(line.get("time").asText());
  }

  @Test
  void aSessionThatIsResumed() throws Exception {
    SSLContext context = TestCertificates.trusting();
    echo(context, "echo");
    JsonNode first = next();
    echo(context, "echo");
    JsonNode second = next();
    if (engine == TlsEngine.JDK) {
      assertThat(first.at("/tls/resumed").isMissingNode()).isTrue();
      assertThat(second.at("/tls/group").isMissingNode()).isTrue();
    } else {
      says(first, "/tls/resumed", "false", "/tls/group", "X25519");
      says(second, "/tls/resumed", "true", "/tls/group", "X25519");
    }
  }

  @Test
  void aClientWithACertificate() throws Exception {
    ClientCertificate shown = ClientCertificate.of(TestCertificates.issued("ops").getCertificate());
    echo(TestCertificates.showing("ops"), "ops");
    JsonNode line = next();
    says(line, "/clientCertificate/subject", "CN=client", "/ending", "complete");
    says(line, "/clientCertificate/serial", shown.serial());
    says(line, "/clientCertificate/sha256", shown.fingerprint());
  }

  static Stream<Arguments> offers() {
    HelloBuilder good = hello("a.test", "echo");
    return Stream.of(
        offer("public", "unknown_service", "120", hello("a.test", "nope")),
        offer("public", "service_elsewhere", "120", hello("a.test", "only-b")),
        offer("public", "no_protocol", "120", hello().serverName("a.test")),
        offer("public", "unknown_server_name", "112", hello("c.test", "echo")),
        offer("strict", "no_server_name", "109", hello().protocols("echo")),
        offer("public", "acme_not_alone", "120", hello("a.test", "acme-tls/1", "nope")),
        offer("public", "ambiguous_offer", "120", hello("a.test", "raw", "echo")),
        offer("public", "tls_version", "70", good.versions(0x0302)),
        offer("public", "upstream_unavailable", "80", hello("a.test", "lost")));
  }

  private static Arguments offer(String listener, String reason, String alert, HelloBuilder hello) {
    return Arguments.of(listener, reason, alert, hello.record());
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("offers")
  void aClientHelloThatIsRefused(String listener, String reason, String alert, byte[] hello)
      throws Exception {
    RawClient.ask(gateway.address(listener), List.of(hello));
    JsonNode line = next();
    says(line, "/reason", reason, "/alert", alert, "/ending", "refused", "/listener", listener);
    says(line, "/closedBy", "gateway", "/bytesFromClient", "0", "/bytesToClient", "0");
    assertThat(line.at("/seconds/hello").isNumber()).isTrue();
    saysNothingOf(line, "tls", "upstream", "reported");
  }

  @Test
  void firstBytesThatAreRefused() throws Exception {
    RawClient.ask(
        gateway.address(), List.of("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    JsonNode line = next();
    says(line, "/reason", "not_tls", "/ending", "refused");
    saysNothingOf(line, "alert", "serverName", "offered", "service");
    assertThat(line.at("/seconds/hello").isMissingNode()).isTrue();
  }

  @Test
  void aHelloThatDoesNotCome() throws Exception {
    RawClient.ask(gateway.address("door"), List.of());
    says(next(), "/reason", "hello_timeout");
  }

  @Test
  void aClientThatIsNotLetIn() throws Exception {
    RawClient.ask(gateway.address("inside"), List.of(hello("a.test", "echo").record()));
    says(next(), "/reason", "address_denied", "/listener", "inside");
  }

  @Test
  void aClientWithoutACertificate() throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.2", "ops")) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    JsonNode line = next();
    says(line, "/reason", "client_certificate_missing", "/service", "ops");
    saysNothingOf(line, "alert", "tls");
    assertThat(line.at("/seconds/handshake").isNumber()).isTrue();
  }

  @Test
  void aClientThatIsOnlyReported() throws Exception {
    try (SSLSocket socket =
        RunningGateway.dialOver(
            socketTo("report"), TestCertificates.trusting(), "a.test", "TLSv1.3", "nope")) {
      socket.startHandshake();
    }
    JsonNode line = next();
    says(line, "/reported", "unknown_service", "/service", "echo", "/offered/0", "nope");
    saysNothingOf(line, "protocol", "reason");
  }

  private static Socket socketTo(String listener) throws IOException {
    InetSocketAddress address = gateway.address(listener);
    return new Socket(address.getAddress(), address.getPort());
  }

  @Test
  void aClientThatResets() throws Exception {
    Socket wire = gateway.connect();
    SSLSocket socket =
        RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", "TLSv1.3", "echo");
    socket.getOutputStream().write(SENT);
    assertThat(socket.getInputStream().readNBytes(SENT.length)).isEqualTo(SENT);
    wire.setSoLinger(true, 0);
    wire.close();
    says(next(), "/ending", "client_reset", "/closedBy", "client");
  }

  @Test
  void anUpstreamThatResets() throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "reset")) {
      socket.getOutputStream().write(SENT);
      JsonNode line = next();
      says(line, "/ending", "upstream_reset", "/closedBy", "upstream", "/bytesFromClient", "5");
      says(line, "/upstream", upstream.address(), "/error", "the upstream reset the connection");
      assertThat(line.at("/seconds/connect").isNumber()).isTrue();
    }
  }

  @Test
  void passthroughSaysNothingOfTls() throws Exception {
    byte[] hello = hello("a.test", "raw").record();
    RawClient.ask(gateway.address(), List.of(hello));
    JsonNode line = next();
    says(line, "/mode", "passthrough", "/service", "raw", "/protocol", "raw");
    says(line, "/bytesFromClient", String.valueOf(hello.length), "/upstream", upstream.address());
    saysNothingOf(line, "tls");
  }

  @ParameterizedTest
  @CsvSource({"idle,idle", "brief,lifetime"})
  void aConnectionThatIsCut(String service, String ending) throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", service)) {
      socket.startHandshake();
      says(next(), "/ending", ending, "/closedBy", "gateway", "/service", service);
    }
  }

  @Test
  void aTcpmuxClient() throws Exception {
    TcpmuxClient.ask(gateway.address("door"), "ECHO\r\nhello");
    JsonNode served = next();
    says(served, "/asked", "ECHO", "/service", "echo", "/bytesToClient", "5");
    saysNothingOf(served, "offered", "protocol", "tls", "serverName");
    TcpmuxClient.ask(gateway.address("door"), "a \"b\"\r\n");
    JsonNode refused = next();
    says(refused, "/asked", "a%20%22b%22", "/reason", "unknown_service");
    saysNothingOf(refused, "alert");
    TcpmuxClient.ask(gateway.address("door"), "HELP\r\n");
    says(next(), "/asked", "HELP", "/ending", "listed", "/closedBy", "gateway");
  }

  @Test
  void aClientBehindAProxy() throws Exception {
    RawClient.ask(gateway.address("proxied"), List.of(HEADER, hello("a.test", "nope").record()));
    JsonNode line = next();
    says(line, "/client/address", "192.0.2.1", "/client/port", "56324");
    says(line, "/peer/address", "127.0.0.1", "/reason", "unknown_service");
  }
}
