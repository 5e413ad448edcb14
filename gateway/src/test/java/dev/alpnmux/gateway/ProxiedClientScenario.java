package dev.alpnmux.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener that requires a PROXY header. */
class ProxiedClientScenario {
  private static final Endpoint CLIENT = Endpoint.of(new byte[] {(byte) 192, 0, 2, 1}, 56324);
  private static final ProxyHeader HEADER = ProxyHeader.of(CLIENT, CLIENT, List.of());
  private static final InetSocketAddress CLIENT_ADDRESS = new InetSocketAddress("192.0.2.1", 56324);
  private static final byte[] UNKNOWN = HelloBuilder.hello("a.test", "nope").record();

  private static RunningGateway gateway(TlsEngine engine, String services, String trusted) {
    return RunningGateway.of(
        engine,
        RunningGateway.document(
            ",'proxyProtocol':'required','trustedSources':['" + trusted + "']",
            List.of("a"),
            "'echo':{'builtin':'echo'}" + services,
            ",'timeouts':{'hello':'500ms'}"));
  }

  private static RunningGateway gateway(TlsEngine engine) {
    return gateway(engine, "", "127.0.0.0/8");
  }

  static Stream<Arguments> headers() {
    return Stream.of(TlsEngine.values())
        .flatMap(
            engine ->
                Stream.of(
                    Arguments.of(engine, "v1", HEADER.v1()),
                    Arguments.of(engine, "v2", HEADER.v2())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("headers")
  void theAddressOfTheHeaderIsTheClients(TlsEngine engine, String version, byte[] header)
      throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      Socket wire = gateway.connect();
      wire.getOutputStream().write(header);
      try (SSLSocket client = echo(wire)) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      End end = gateway.events().next();
      assertThat(end.connection().client()).isEqualTo(CLIENT_ADDRESS);
      assertThat(end.connection().destination()).contains(CLIENT_ADDRESS);
      assertThat(end.connection().peer().getAddress().isLoopbackAddress()).isTrue();
      assertThat(end.connection().bytesFromClient()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("headers")
  void theHelloIsFoundBehindTheHeaderInAnyCut(TlsEngine engine, String version, byte[] header)
      throws Exception {
    byte[] all = HelloBuilder.join(header, UNKNOWN);
    try (RunningGateway gateway = gateway(engine)) {
      for (List<byte[]> cut :
          List.of(List.of(all), List.of(header, UNKNOWN), RawClient.singleBytes(all))) {
        assertThat(RawClient.ask(gateway.address(), cut)).isEqualTo("15030300020278 EOF");
        End end = gateway.events().next();
        assertThat(end.refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
        assertThat(end.connection().client()).isEqualTo(CLIENT_ADDRESS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxyThatSpeaksForItselfKeepsItsAddress(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      RawClient.ask(gateway.address(), List.of(ProxyHeader.LOCAL.v2(), UNKNOWN));
      End local = gateway.events().next();
      RawClient.ask(gateway.address(), List.of("PROXY UNKNOWN\r\n".getBytes(US_ASCII), UNKNOWN));
      End unknown = gateway.events().next();
      assertThat(List.of(local, unknown))
          .allSatisfy(
              end -> {
                assertThat(end.refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
                assertThat(end.connection().client()).isEqualTo(end.connection().peer());
                assertThat(end.connection().destination()).isEmpty();
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientWithoutAHeaderIsClosedWithoutAnAlert(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      assertThat(RawClient.ask(gateway.address(), List.of(UNKNOWN))).isEqualTo("EOF");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.PROXY_HEADER);
      assertThat(end.alert()).isEmpty();
      assertThat(end.detail()).isEqualTo("the first bytes are no PROXY header");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderFromAnUntrustedSourceIsNotRead(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine, "", "192.0.2.0/24")) {
      assertThat(RawClient.ask(gateway.address(), List.of(HEADER.v2(), UNKNOWN))).isEqualTo("EOF");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.PROXY_HEADER);
      assertThat(end.detail()).isEqualTo("the peer is none of the trustedSources");
      assertThat(end.connection().client()).isEqualTo(end.connection().peer());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHeaderAndTheHelloShareOneDeadline(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      assertThat(RawClient.ask(gateway.address(), List.of(HEADER.v2()))).isEqualTo("EOF");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.HELLO_TIMEOUT);
      assertThat(end.connection().client()).isEqualTo(CLIENT_ADDRESS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rulesAreAboutTheClientAndNotAboutTheProxy(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, ",'from':{'allow':['192.0.2.0/24']}", "")) {
      assertThat(RawClient.ask(gateway.address(), List.of(HEADER.v2(), UNKNOWN)))
          .isEqualTo("15030300020278 EOF");
      gateway.events().next();
      byte[] stranger = "PROXY TCP4 198.51.100.1 192.0.2.1 1 2\r\n".getBytes(US_ASCII);
      assertThat(RawClient.ask(gateway.address(), List.of(HelloBuilder.join(stranger, UNKNOWN))))
          .isEqualTo("RESET");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.ADDRESS_DENIED);
      assertThat(end.connection().client()).isEqualTo(new InetSocketAddress("198.51.100.1", 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void limitsCountTheClientAndNotTheProxy(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = limited(engine, "", ",'limits':{'connectionsPerClient':1}");
        SSLSocket first = echo(headed(gateway, HEADER))) {
      first.startHandshake();
      assertThat(RawClient.ask(gateway.address(), List.of(HelloBuilder.join(HEADER.v2(), UNKNOWN))))
          .isEqualTo("RESET");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.LIMIT);
      assertThat(end.connection().client()).isEqualTo(CLIENT_ADDRESS);
      Endpoint other = Endpoint.of(new byte[] {(byte) 192, 0, 2, 2}, 1);
      try (SSLSocket second = echo(headed(gateway, ProxyHeader.of(other, other, List.of())))) {
        second.startHandshake();
        assertThat(second.getSession().isValid()).isTrue();
      }
    }
  }

  private static RunningGateway limited(TlsEngine engine, String listener, String more) {
    return RunningGateway.of(
        engine,
        RunningGateway.document(
            ",'proxyProtocol':'required','trustedSources':['127.0.0.1']" + listener,
            List.of("a"),
            "'echo':{'builtin':'echo'}",
            more));
  }

  private static Socket headed(RunningGateway gateway, ProxyHeader header) throws IOException {
    Socket wire = gateway.connect();
    wire.getOutputStream().write(header.v2());
    return wire;
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void aPassthroughUpstreamSeesTheHelloAndNoHeader(TlsEngine engine) throws Exception {
    byte[] hello = HelloBuilder.hello("upstream.test", "svc").record();
    byte[] all = HelloBuilder.join(HEADER.v2(), hello);
    try (ScriptedUpstream<byte[]> upstream =
            ScriptedUpstream.tcp(peer -> peer.input().readNBytes(hello.length));
        RunningGateway gateway = gateway(engine, passthrough(upstream), "127.0.0.0/8")) {
      for (List<byte[]> cut : List.of(List.of(all), RawClient.singleBytes(all))) {
        try (RawClient client = new RawClient(gateway.address())) {
          client.send(cut);
          assertThat(client.answer()).isEqualTo("EOF");
        }
        End end = gateway.events().next();
        assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(end.connection().bytesFromClient()).isEqualTo(hello.length);
        assertThat(upstream.result()).isEqualTo(hello);
      }
    }
  }

  private static String passthrough(ScriptedUpstream<?> upstream) {
    return ",'svc':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['"
        + upstream.address()
        + "']}";
  }

  private static SSLSocket echo(Socket wire) throws IOException {
    return RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", "TLSv1.3", "echo");
  }
}
