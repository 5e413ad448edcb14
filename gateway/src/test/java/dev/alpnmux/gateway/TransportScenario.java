package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What depends on the transport: address families, kinds of sockets, event loops. */
class TransportScenario {
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  /** The response comes after the end of the request. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void unixSocketIsAnUpstreamWithBothEnds(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.unix(
                peer -> {
                  Bytes request = Bytes.receiveAll(peer.input());
                  Bytes.send(peer.output(), 512_000, 2);
                  return request;
                });
        RunningGateway gateway = serving(engine, upstream.address())) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
        Bytes.send(socket.getOutputStream(), 700, 1);
        socket.shutdownOutput();
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(512_000, 2));
      }
      assertThat(upstream.result()).isEqualTo(Bytes.of(700, 1));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  /** Netty's NIO channel of a unix socket closes both directions when one has ended. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void unixSocketThatEndsFirstReceivesTheWholeRequest(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.unix(
                peer -> {
                  Bytes.send(peer.output(), 10, 2);
                  peer.endOutput();
                  return Bytes.receiveAll(peer.input());
                });
        RunningGateway gateway = serving(engine, upstream.address())) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 2));
        Bytes.send(socket.getOutputStream(), 65_536, 1);
      }
      Ending ending = gateway.events().next().ending();
      if (engine == TlsEngine.NATIVE) {
        assertThat(upstream.result()).isEqualTo(Bytes.of(65_536, 1));
        assertThat(ending).isEqualTo(Ending.COMPLETE);
      } else {
        assertThat(upstream.result().count()).as("known loss").isZero();
      }
    }
  }

  private static RunningGateway serving(TlsEngine engine, String upstream) {
    return RunningGateway.serving(engine, "'svc':{'upstreams':['" + upstream + "']}");
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void ipv6ServesClientsAndUpstreams(TlsEngine engine) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(IPV6_LOOPBACK);
    assumeThat(canBind(loopback)).as("IPv6 here").isTrue();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        RunningGateway gateway =
            RunningGateway.of(
                engine, onIpv6("'svc':{'upstreams':['[::1]:" + server.getLocalPort() + "']}"));
        Socket wire = new Socket()) {
      wire.connect(new InetSocketAddress(loopback, gateway.address().getPort()));
      try (SSLSocket socket = dial(wire, "svc");
          Socket service = accept(server, socket)) {
        Bytes.send(service.getOutputStream(), 10, 1);
        assertThat(Bytes.receiveExactly(socket.getInputStream(), 10)).isEqualTo(Bytes.of(10, 1));
      }
      End end = gateway.events().next();
      assertThat(end.connection().client().getAddress()).isEqualTo(loopback);
      assertThat(end.connection().upstream().orElseThrow())
          .hasToString("[::1]:" + server.getLocalPort());
    }
  }

  private static Socket accept(ServerSocket server, SSLSocket client) throws IOException {
    client.startHandshake();
    return server.accept();
  }

  private static SSLSocket dial(Socket wire, String service) throws IOException {
    return RunningGateway.dialOver(wire, TestCertificates.trusting(), "a.test", "TLSv1.3", service);
  }

  private static String onIpv6(String services) {
    return RunningGateway.document("", List.of("a"), services, "")
        .replaceFirst("'address':'127.0.0.1:0'", "'address':'[::1]:0'");
  }

  private static boolean canBind(InetAddress address) {
    try {
      new ServerSocket(0, 1, address).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void everyEventLoopServes(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      byte[] refused = HelloBuilder.hello("a.test", "nope").record();
      // Which loop gets a connection is up to the system: one alone would win so often by 2^-64.
      for (int i = 0; i < 64 || gateway.events().threads().size() < 2; i++) {
        assertThat(RawClient.ask(gateway.address(), List.of(refused))).endsWith("EOF");
        assertThat(i).isLessThan(128);
      }
      assertThat(gateway.events().threads()).hasSize(2);
    }
  }

  /** Also on the path whose event loops share the port: a second process must not take half. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void aSecondGatewayOnThePortFailsAndTheFirstGoesOn(TlsEngine engine) throws Exception {
    try (RunningGateway first = RunningGateway.serving(engine, ECHO)) {
      String document =
          RunningGateway.document("", List.of("a"), ECHO, "")
              .replaceFirst("127.0.0.1:0", "127.0.0.1:" + first.address().getPort());
      for (TlsEngine second : List.of(TlsEngine.NATIVE, TlsEngine.JDK)) {
        assertThatThrownBy(() -> RunningGateway.of(second, document))
            .cause()
            .cause()
            .isInstanceOf(ListenException.class)
            .hasMessageContaining("Address already in use");
      }
      try (SSLSocket socket = first.dial("a.test", "TLSv1.3", "echo")) {
        Bytes.send(socket.getOutputStream(), 10, 1);
        assertThat(Bytes.receiveExactly(socket.getInputStream(), 10)).isEqualTo(Bytes.of(10, 1));
      }
      first.events().next();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "NATIVE;'deferAccept':'off'",
        "NATIVE;'deferAccept':'2s'",
        "NATIVE;'deferAccept':'off','keepAlive':false,'fastOpen':16",
        "NATIVE;'fastOpen':256",
        "JDK;'keepAlive':false",
        "JDK;'keepAlive':true"
      })
  void everyTreatmentOfTcpServes(TlsEngine engine, String tcp) throws Exception {
    String document =
        RunningGateway.document(
            ",'tcp':{" + tcp + "}", List.of("a"), ECHO, ",'timeouts':{'hello':'1s'}");
    SSLContext context = TestCertificates.trusting();
    try (RunningGateway gateway = RunningGateway.of(engine, document)) {
      // Made before the connection: the hello must not be late.
      try (SSLSocket socket =
          RunningGateway.dialOver(gateway.connect(), context, "a.test", "TLSv1.3", "echo")) {
        Bytes.send(socket.getOutputStream(), 100_000, 1);
        assertThat(Bytes.receiveExactly(socket.getInputStream(), 100_000))
            .isEqualTo(Bytes.of(100_000, 1));
      }
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      // One that stays silent is cut, however long the system keeps it to itself before.
      assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("EOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.HELLO_TIMEOUT);
    }
  }

  @Test
  void channelsOnTheEpollTransportOfNettyAreRefused() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      assumeThat(vertx.isNativeTransportEnabled()).isTrue();
      String document = RunningGateway.document("", List.of("a"), ECHO, "");
      Throwable failure =
          RunningGateway.await(
              Gateway.start(
                      vertx, RunningGateway.read(document), TlsEngine.JDK, ConnectionEvents.NONE)
                  .transform(result -> Future.succeededFuture(result.cause())));
      assertThat(failure)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("without preferNativeTransport");
    } finally {
      RunningGateway.await(vertx.close());
    }
  }
}
