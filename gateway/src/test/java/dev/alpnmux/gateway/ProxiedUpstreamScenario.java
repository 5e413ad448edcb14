package dev.alpnmux.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeaderReader;
import dev.alpnmux.spec.ProxyResult;
import dev.alpnmux.spec.ProxyTlv;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream that is told of the client by a PROXY header. */
class ProxiedUpstreamScenario {
  private static final byte[] GREETING = "SSH-2.0-upstream\r\n".getBytes(US_ASCII);

  /** Its first bytes are the header; then it speaks as the way does, and says a word first. */
  private static ScriptedUpstream<ProxyHeader> upstream(Way way) throws IOException {
    return ScriptedUpstream.tcp(
        peer -> {
          ProxyHeader header = readHeader(peer.input());
          if (way.upstreamSpeaksTls()) {
            SSLSocket tls = secured(peer, way.version());
            exchange(tls.getInputStream(), tls);
          } else {
            exchange(peer.input(), peer.wire());
          }
          return header;
        });
  }

  private static ProxyHeader readHeader(InputStream in) throws IOException {
    ProxyHeaderReader reader = new ProxyHeaderReader();
    ProxyResult result = new ProxyResult.NeedMore();
    while (result instanceof ProxyResult.NeedMore) {
      result = reader.read(ByteBuffer.wrap(new byte[] {(byte) in.read()}));
    }
    return ((ProxyResult.Complete) result).header();
  }

  private static SSLSocket secured(UpstreamPeer peer, String version) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            TestCertificates.showing("upstream")
                .getSocketFactory()
                .createSocket(peer.wire(), "client", 0, true);
    tls.setUseClientMode(false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {Way.SERVICE});
    parameters.setProtocols(new String[] {version});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  /** The client answers only when it has heard the greeting. */
  private static void exchange(InputStream in, Socket out) throws IOException {
    out.getOutputStream().write(GREETING);
    assertThat(in.read()).isEqualTo('x');
    out.close();
  }

  static Stream<Way> ways() {
    return Way.all().stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void version2TellsWhatIsKnownBeforeAnythingElse(Way way) throws Exception {
    try (ScriptedUpstream<ProxyHeader> upstream = upstream(way);
        RunningGateway gateway = way.gateway(upstream, ",'proxyProtocol':'v2'")) {
      InetSocketAddress client = greet(way, gateway);
      ProxyHeader header = upstream.result();
      assertEnds(header, client, gateway.address());
      assertThat(header.value(ProxyTlv.ALPN)).contains(Way.SERVICE);
      assertThat(header.value(ProxyTlv.AUTHORITY))
          .contains(way.isTerminated() ? "a.test" : "upstream.test");
      assertThat(header.value(ProxyTlv.UNIQUE_ID))
          .contains(String.valueOf(gateway.events().next().connection().id()));
      // Where the upstream is connected before the client's handshake, nothing is known of that.
      assertThat(header.value(ProxyTlv.SSL).isPresent())
          .isEqualTo(way.mode() == ServiceMode.TERMINATE);
      if (way.mode() == ServiceMode.TERMINATE) {
        assertThat(header.value(ProxyTlv.SSL).orElseThrow())
            .matches("\1\0\0\0\1!\0\7" + way.version() + "#\0." + cipher(way));
      }
    }
  }

  private static String cipher(Way way) {
    return way.version().equals("TLSv1.3")
        ? "TLS_AES_(128|256)_GCM_SHA(256|384)"
        : "ECDHE-ECDSA-AES(128|256)-GCM-SHA(256|384)";
  }

  @ParameterizedTest
  @MethodSource("ways")
  void version1TellsTheAddresses(Way way) throws Exception {
    try (ScriptedUpstream<ProxyHeader> upstream = upstream(way);
        RunningGateway gateway = way.gateway(upstream, ",'proxyProtocol':'v1'")) {
      InetSocketAddress client = greet(way, gateway);
      assertEnds(upstream.result(), client, gateway.address());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereTheHandshakeComesFirstAReencryptedUpstreamIsToldOfIt(TlsEngine engine)
      throws Exception {
    Way way = new Way(ServiceMode.REENCRYPT, engine, "TLSv1.3");
    String more = ",'proxyProtocol':'v2','connect':'afterHandshake'";
    try (ScriptedUpstream<ProxyHeader> upstream = upstream(way);
        RunningGateway gateway = way.gateway(upstream, more)) {
      greet(way, gateway);
      assertThat(upstream.result().value(ProxyTlv.SSL).orElseThrow()).contains("TLSv1.3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aVerifiedCertificateIsToldOfByItsCommonName(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.TERMINATE, engine, "TLSv1.3");
    String more = ",'proxyProtocol':'v2','clients':{'certificateAuthorities':['ca.pem']}";
    SSLContext context = TestCertificates.showing("ops");
    String name =
        ClientCertificate.of(TestCertificates.issued("ops").getCertificate())
            .commonName()
            .orElseThrow();
    try (ScriptedUpstream<ProxyHeader> upstream = upstream(way);
        RunningGateway gateway = way.gateway(upstream, more)) {
      // Only the native session tells whether the certificate was shown this time.
      for (String bits : List.of(engine == TlsEngine.NATIVE ? "\7" : "\5", "\5")) {
        greet(
            RunningGateway.dialOver(
                gateway.connect(), context, "a.test", way.version(), Way.SERVICE));
        assertThat(upstream.result().value(ProxyTlv.SSL).orElseThrow())
            .startsWith(bits + "\0\0\0\0")
            .contains("\"\0" + (char) name.length() + name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxysWordIsPassedOn(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.TERMINATE, engine, "TLSv1.3");
    ProxyHeader.Endpoint source = ProxyHeader.Endpoint.of(new byte[] {10, 9, 8, 7}, 6);
    ProxyHeader.Endpoint target = ProxyHeader.Endpoint.of(new byte[16], 5);
    try (ScriptedUpstream<ProxyHeader> upstream = upstream(way);
        RunningGateway gateway =
            RunningGateway.of(
                engine,
                RunningGateway.document(
                    ",'proxyProtocol':'required','trustedSources':['127.0.0.1']",
                    List.of("a"),
                    way.service(Way.SERVICE, upstream.address(), ",'proxyProtocol':'v1'"),
                    ""))) {
      Socket wire = gateway.connect();
      wire.getOutputStream().write(ProxyHeader.of(source, target, List.of()).v2());
      greet(way.dialOver(wire));
      assertThat(upstream.result().endpoints().orElseThrow())
          .hasToString(
              "Endpoints[source=[0:0:0:0:0:ffff:a09:807]:6, destination=[0:0:0:0:0:0:0:0]:5]");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theHeaderGoesOutAlsoWhenTheClientEndsWithoutAByte(Way way) throws Exception {
    if (way.mode() == ServiceMode.PASSTHROUGH) {
      return; // Its hello is its first byte.
    }
    try (ScriptedUpstream<ProxyHeader> upstream =
            ScriptedUpstream.tcp(
                peer -> {
                  ProxyHeader header = readHeader(peer.input());
                  InputStream in =
                      way.upstreamSpeaksTls()
                          ? secured(peer, way.version()).getInputStream()
                          : peer.input();
                  assertThat(in.read()).isEqualTo(-1);
                  return header;
                });
        RunningGateway gateway = way.gateway(upstream, ",'proxyProtocol':'v2'")) {
      SSLSocket client = way.dial(gateway);
      client.startHandshake();
      client.close();
      assertThat(upstream.result().value(ProxyTlv.ALPN)).contains(Way.SERVICE);
    }
  }

  private static InetSocketAddress greet(Way way, RunningGateway gateway) throws IOException {
    return greet(way.dial(gateway));
  }

  private static InetSocketAddress greet(SSLSocket dialled) throws IOException {
    try (SSLSocket client = dialled) {
      assertThat(client.getInputStream().readNBytes(GREETING.length)).isEqualTo(GREETING);
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      return (InetSocketAddress) client.getLocalSocketAddress();
    }
  }

  private static void assertEnds(
      ProxyHeader header, InetSocketAddress client, InetSocketAddress gateway) {
    ProxyHeader.Endpoints ends = header.endpoints().orElseThrow();
    assertThat(ends.source()).hasToString("127.0.0.1:" + client.getPort());
    assertThat(ends.destination()).hasToString("127.0.0.1:" + gateway.getPort());
  }
}
