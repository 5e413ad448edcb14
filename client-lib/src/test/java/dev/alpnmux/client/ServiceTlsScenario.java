package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries that bring their own socket reach the service too, and nothing but the service. */
@Timeout(60)
class ServiceTlsScenario {
  private static TlsGateway serving() {
    return TlsGateway.with(TestCertificates.SERVER);
  }

  /** As Jedis does it: connect, then lay TLS over the connection. */
  private static SSLSocket layered(SSLContext context, FakeGateway gateway) throws IOException {
    Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    return (SSLSocket)
        context.getSocketFactory().createSocket(raw, "elsewhere.test", gateway.port(), true);
  }

  private static SSLEngine engine(SSLContext context) {
    return context.createSSLEngine("elsewhere.test", 443);
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aContextOffersTheServiceAndTheNameWhateverTheLibraryAsksFor(String version)
      throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving().version(version));
        SSLSocket socket = layered(TestPki.client(gateway).build().sslContext("caf%E9"), gateway)) {
      ConnectScenario.echo(socket);
      assertThat(socket.getApplicationProtocol()).isEqualTo("caf\u00e9");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getSSLParameters().getServerNames())
          .containsExactly(new SNIHostName("localhost"));
    }
  }

  @Test
  void aSocketThatTheFactoryConnectsIsVerifiedByTheSameName() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving())) {
      SSLContext context = TestPki.client(gateway).serverName("gw.test").build().sslContext("echo");
      try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", gateway.port())) {
        ConnectScenario.echo(socket);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void anEngineReachesTheService(String version) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving().version(version));
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      SSLEngine engine = engine(TestPki.client(gateway).build().sslContext("echo"));
      EngineHandshake.over(raw, engine);
      assertThat(engine.getApplicationProtocol()).isEqualTo("echo");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void aGatewayThatDoesNotAcknowledgeIsNotTrusted(String version) throws Exception {
    TlsGateway silent = serving().version(version).withoutAcknowledgement();
    try (FakeGateway gateway = FakeGateway.start(silent);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      SSLContext context = TestPki.client(gateway).build().sslContext("echo");
      assertThatThrownBy(() -> layered(context, gateway).startHandshake())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("did not acknowledge service \"echo\": it answered without");
      assertThatThrownBy(() -> EngineHandshake.over(raw, engine(context)))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("did not acknowledge service \"echo\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void noSessionIsResumed(String version) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving().version(version))) {
      SSLContext context = TestPki.client(gateway).build().sslContext("echo");
      for (int i = 0; i < 3; i++) {
        try (SSLSocket socket = layered(context, gateway)) {
          ConnectScenario.echo(socket);
          assertThat(socket.getSession().getValue("visited")).isNull();
          socket.getSession().putValue("visited", true);
        }
      }
    }
  }

  @Test
  void parametersThatVerifyNoNameAreRefused() throws Exception {
    SSLParameters careless = new SSLParameters();
    careless.setEndpointIdentificationAlgorithm("");
    assertRefused(careless, "the server name would not be verified");
  }

  @Test
  void parametersWithAnotherNameAreRefused() throws Exception {
    SSLParameters other = new SSLParameters();
    other.setEndpointIdentificationAlgorithm("HTTPS");
    other.setServerNames(List.of(new SNIHostName("gw.test")));
    assertRefused(other, "another server name was sent than localhost");
  }

  @Test
  void parametersWithoutTheServiceAreRefused() throws Exception {
    SSLParameters bare = new SSLParameters();
    bare.setEndpointIdentificationAlgorithm("HTTPS");
    assertRefused(bare, "did not acknowledge service");
  }

  private static void assertRefused(SSLParameters parameters, String why) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving());
        SSLSocket socket = layered(TestPki.client(gateway).build().sslContext("echo"), gateway)) {
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void aWrongNameAndAStrangerAreNotTrusted() throws Exception {
    for (TlsGateway impostor :
        List.of(
            TlsGateway.with(TestCertificates.WRONG_NAME),
            TlsGateway.with(TestCertificates.UNTRUSTED))) {
      try (FakeGateway gateway = FakeGateway.start(impostor);
          Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
        SSLContext context = TestPki.client(gateway).build().sslContext("echo");
        assertThatThrownBy(() -> layered(context, gateway).startHandshake())
            .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> EngineHandshake.over(raw, engine(context)))
            .isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void pinsAndIdentitiesWorkWithEngines() throws Exception {
    TlsGateway strict = TlsGateway.with(TestCertificates.SELF_SIGNED).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict.version(TlsGateway.TLS_1_2));
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      AlpnmuxClient client =
          TestPki.client(gateway)
              .trust(Trust.pin(TestPki.pinOf(TestCertificates.SELF_SIGNED)))
              .identity(TestPki.identity(TestCertificates.CLIENT))
              .build();
      SSLEngine engine = engine(client.sslContext("echo"));
      EngineHandshake.over(raw, engine);
      assertThat(engine.getSession().getLocalCertificates())
          .containsExactly(TestCertificates.CLIENT.certificate());
    }
  }

  /** It puts ids of its own in place of the service. */
  @Test
  void theHttpClientOfJavaIsRefused() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving())) {
      HttpClient http =
          HttpClient.newBuilder()
              .sslContext(TestPki.client(gateway).build().sslContext("echo"))
              .connectTimeout(Duration.ofSeconds(10))
              .build();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://" + gateway.address())).build();
      assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("did not acknowledge service");
    }
  }

  @Test
  void anUnconnectedSocketIsNotMade() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(serving())) {
      SSLContext context = TestPki.client(gateway).build().sslContext("echo");
      assertThatThrownBy(() -> context.getSocketFactory().createSocket())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void parametersAreThoseOfTheService() {
    SSLParameters parameters =
        AlpnmuxClient.newBuilder().gateway("gw.test:1").build().sslParameters("redis");
    assertThat(parameters.getApplicationProtocols()).containsExactly("redis");
    assertThat(parameters.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(parameters.getServerNames()).containsExactly(new SNIHostName("gw.test"));
    assertThat(parameters.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
  }

  @Test
  void gatewaysWithSeveralNamesNeedOneToVerify() {
    AlpnmuxClient.Builder two = AlpnmuxClient.newBuilder().gateways("a.test:1", "b.test:1");
    assertThatThrownBy(() -> two.build().sslParameters("redis"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a.test:1")
        .hasMessageContaining("serverName");
    assertThat(two.serverName("c.test").build().sslParameters("redis").getServerNames())
        .containsExactly(new SNIHostName("c.test"));
  }
}
