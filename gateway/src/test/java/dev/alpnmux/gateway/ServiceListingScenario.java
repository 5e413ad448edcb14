package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code alpnmux.services/1}: who is told of which services. */
@ParameterizedClass(name = "{0} {1}")
@CsvSource({
  "NATIVE,TLSv1.3",
  "NATIVE,TLSv1.2",
  "OPENSSL,TLSv1.3",
  "OPENSSL,TLSv1.2",
  "JDK,TLSv1.3",
  "JDK,TLSv1.2"
})
class ServiceListingScenario {
  private static final String LIST = ApplicationProtocol.ALPNMUX_SERVICES_1.toString();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLIENTS = "'clients':{'certificateAuthorities':['ca.pem']";

  /** What everybody may open under the name a.test. */
  private static final List<String> OPEN = List.of("echo", "h2", "http/1.1", "p");

  private static final String SERVICES =
      "'echo':{'builtin':'echo'},"
          + "'web':{'protocols':['h2','http/1.1'],'upstreams':['nowhere.invalid:1']},"
          + "'only-b':{'serverNames':['b.test'],'builtin':'echo'},"
          + "'echo-of-b':{'serverNames':['b.test'],'protocols':['echo'],'builtin':'echo'},"
          + "'p':{'mode':'passthrough','upstreams':['nowhere.invalid:1']},"
          + "'ops':{'builtin':'echo',"
          + CLIENTS
          + ",'allow':['dns:db.ops.test']}},"
          + "'others':{'builtin':'echo',"
          + CLIENTS
          + ",'allow':['dns:other.test']}},"
          + "'inside':{'builtin':'echo','from':{'allow':['10.0.0.0/8']}},"
          + "'outside':{'builtin':'echo','from':{'deny':['127.0.0.0/8']}},";

  private static final String FOR_ALL = "'" + LIST + "':{'builtin':'services'}";
  private static final String FOR_CLIENTS =
      "'" + LIST + "':{'builtin':'services'," + CLIENTS + "}}";

  private static RunningGateway gateway;

  private final String version;

  @SuppressWarnings("unused") // The engine is for start.
  ServiceListingScenario(TlsEngine engine, String version) {
    this.version = version;
  }

  /** What a client was told. */
  private record Told(List<String> ids, JsonNode json) {
    static Told of(byte[] answer) throws IOException {
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      assertThat(text).endsWith("\r\n").matches(t -> t.chars().allMatch(Told::isAllowed));
      List<String> lines = new ArrayList<>(text.lines().toList());
      JsonNode json = JSON.readTree(lines.remove(lines.size() - 1));
      assertThat(lines.remove(lines.size() - 1)).isEmpty();
      assertThat(schema().validate(json)).isEmpty();
      assertThat(ids(json)).isEqualTo(lines);
      return new Told(lines, json);
    }

    private static boolean isAllowed(int octet) {
      return octet >= ' ' && octet <= '~' || octet == '\r' || octet == '\n';
    }

    private static List<String> ids(JsonNode json) {
      List<String> ids = new ArrayList<>();
      json.get("services").forEach(s -> s.get("protocols").forEach(p -> ids.add(p.asText())));
      return ids;
    }
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in =
        ServiceListingScenario.class.getResourceAsStream(
            "/dev/alpnmux/spec/schema/services-1.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(JSON.readTree(in));
    }
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine, String version) {
    gateway = RunningGateway.of(engine, document(SERVICES + FOR_ALL));
  }

  private static String document(String services) {
    return RunningGateway.document(
        "},{'name':'proxied','address':'127.0.0.1:0','proxyProtocol':'required',"
            + "'trustedSources':['127.0.0.1']",
        List.of("a", "b"),
        services,
        "");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @Test
  void aClientWithoutACertificateIsToldWhatEverybodyMayOpen() throws Exception {
    Told told = ask("a.test", TestCertificates.trusting());

    assertThat(told.ids()).containsExactlyElementsOf(with(OPEN, LIST));
    assertThat(told.json().get("complete").asBoolean()).isTrue();
    assertThat(told.json().at("/services/1"))
        .isEqualTo(
            JSON.readTree(
                "{\"name\":\"web\",\"protocols\":[\"h2\",\"http/1.1\"],\"mode\":\"terminate\","
                    + "\"requiresClientCertificate\":false}"));
    assertThat(told.json().at("/services/2/mode").asText()).isEqualTo("passthrough");
    assertThat(told.json().toString()).doesNotContain("nowhere.invalid");
    End end = gateway.events().next();
    assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(end.connection().bytesToClient()).isPositive();
  }

  @Test
  void theServerNameOfTheConnectionCounts() throws Exception {
    assertThat(ask("b.test", TestCertificates.trusting()).ids())
        .containsExactlyElementsOf(with(List.of("h2", "http/1.1", "only-b", "echo", "p"), LIST));
    gateway.events().next();
    assertThat(ask("x.b.test", TestCertificates.trusting()).ids())
        .containsExactlyElementsOf(with(OPEN, LIST));
    gateway.events().next();
    try (SSLSocket socket = gateway.dial("localhost", version, LIST)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of());
      socket.setSSLParameters(parameters);
      assertThat(Told.of(socket.getInputStream().readAllBytes()).ids())
          .containsExactlyElementsOf(with(OPEN, LIST));
    }
    gateway.events().next();
  }

  @Test
  void theAddressOfAProxyHeaderCounts() throws Exception {
    InetSocketAddress address = gateway.address("proxied");
    try (Socket wire = new Socket(address.getAddress(), address.getPort())) {
      wire.getOutputStream()
          .write("PROXY TCP4 10.1.2.3 10.0.0.1 5 6\r\n".getBytes(StandardCharsets.US_ASCII));
      SSLSocket socket =
          RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", version, LIST);
      assertThat(Told.of(socket.getInputStream().readAllBytes()).ids())
          .containsExactlyElementsOf(with(with(with(OPEN, "inside"), "outside"), LIST));
    }
    gateway.events().next();
  }

  @Test
  void theCertificateThatTheListAsksForCounts() throws Exception {
    reload(SERVICES + FOR_CLIENTS);
    try {
      Told ops = ask("a.test", TestCertificates.showing("ops"));
      assertThat(ops.ids()).containsExactlyElementsOf(with(with(OPEN, "ops"), LIST));
      assertThat(ops.json().at("/services/3/requiresClientCertificate").asBoolean()).isTrue();
      gateway.events().next();
      assertThat(ask("a.test", TestCertificates.showing("ops-deep")).ids())
          .containsExactlyElementsOf(with(OPEN, LIST));
      gateway.events().next();
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  /** A path to the authority leads through an issuer that only the client can show. */
  @Test
  void theIssuersThatTheClientShowsCount() throws Exception {
    X509Bundle between =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=between")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(TestCertificates.AUTHORITY);
    X509Bundle own = TestCertificates.client("db.ops.test").buildIssuedBy(between);
    SSLContext context =
        TestCertificates.showing(
            own.getKeyPair().getPrivate(), own.getCertificate(), between.getCertificate());
    reload(SERVICES + FOR_CLIENTS);
    try {
      assertThat(ask("a.test", context).ids())
          .containsExactlyElementsOf(with(with(OPEN, "ops"), LIST));
      gateway.events().next();
      assertThat(ask("a.test", context).ids()).contains("ops");
      gateway.events().next();
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  /** The session remembers the certificate, and so does the list. */
  @Test
  void theCertificateOfAResumedSessionCounts() throws Exception {
    reload(SERVICES + FOR_CLIENTS);
    try {
      SSLContext context = TestCertificates.showing("ops");
      List<String> first = ask("a.test", context).ids();
      assertThat(first).contains("ops");
      assertThat(ask("a.test", context).ids()).isEqualTo(first);
      gateway.events().next();
      gateway.events().next();
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  @Test
  void aListForClientsTellsNobodyElse() throws Exception {
    reload(SERVICES + FOR_CLIENTS);
    try {
      assertThat(failureOf("a.test", TestCertificates.trusting())).isInstanceOf(SSLException.class);
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_MISSING);
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  @Test
  void aReloadChangesWhatIsTold() throws Exception {
    reload("'new':{'builtin':'echo'}," + FOR_ALL);
    try {
      assertThat(ask("a.test", TestCertificates.trusting()).ids()).containsExactly("new", LIST);
      gateway.events().next();
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  @Test
  void withoutTheServiceThereIsNoList() throws Exception {
    reload("'echo':{'builtin':'echo'}");
    try {
      assertThat(failureOf("a.test", TestCertificates.trusting()))
          .hasMessageContaining("no_application_protocol");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
    } finally {
      reload(SERVICES + FOR_ALL);
    }
  }

  /** What is listed can be opened, and what can be opened is listed. */
  @ParameterizedTest
  @ValueSource(strings = {"a.test", "b.test"})
  void theListIsWhatTheTableSays(String serverName) throws Exception {
    List<String> listed = ask(serverName, TestCertificates.trusting()).ids();
    gateway.events().next();
    for (String id : List.of("echo", "only-b", "inside", "outside", LIST)) {
      boolean opens = true;
      try (SSLSocket socket = gateway.dial(serverName, version, id)) {
        socket.startHandshake();
      } catch (SSLException e) {
        opens = false;
      }
      gateway.events().next();
      assertThat(opens).as(id).isEqualTo(listed.contains(id));
    }
  }

  @Test
  void moreThanFitsIsLeftOutAndTheListSaysSo() throws Exception {
    String many =
        IntStream.range(0, 3000)
            .mapToObj(i -> "'service-" + i + "':{'builtin':'echo'},")
            .collect(Collectors.joining());
    reload(many + FOR_ALL);
    try (SSLSocket socket = gateway.dial("a.test", version, LIST)) {
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).hasSizeBetween(250 * 1024, 256 * 1024);
      Told told = Told.of(answer);
      assertThat(told.json().get("complete").asBoolean()).isFalse();
      assertThat(told.ids()).hasSizeGreaterThan(2000).startsWith("service-0", "service-1");
    } finally {
      gateway.events().next();
      reload(SERVICES + FOR_ALL);
    }
  }

  private static List<String> with(List<String> ids, String more) {
    List<String> all = new ArrayList<>(ids);
    all.add(more);
    return all;
  }

  /** The client says nothing. */
  private Told ask(String serverName, SSLContext context) throws Exception {
    try (SSLSocket socket =
        RunningGateway.dialOver(gateway.connect(), context, serverName, version, LIST)) {
      return Told.of(socket.getInputStream().readAllBytes());
    }
  }

  private Throwable failureOf(String serverName, SSLContext context) throws Exception {
    try {
      throw new AssertionError("told " + ask(serverName, context));
    } catch (IOException e) {
      return e;
    }
  }

  private static void reload(String services) {
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document(services))));
  }
}
