package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.CorkedSocket;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A completed handshake means that the service is reachable. */
class ConnectBeforeAcceptScenario {
  private static final byte[] ALERT_80 = AlertDescription.INTERNAL_ERROR.record();

  static List<Way> ways() {
    return List.of(
        new Way(ServiceMode.TERMINATE, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.TERMINATE, TlsEngine.OPENSSL, "TLSv1.3"),
        new Way(ServiceMode.TERMINATE, TlsEngine.JDK, "TLSv1.2"),
        new Way(ServiceMode.REENCRYPT, TlsEngine.NATIVE, "TLSv1.2"),
        new Way(ServiceMode.REENCRYPT, TlsEngine.OPENSSL, "TLSv1.3"),
        new Way(ServiceMode.REENCRYPT, TlsEngine.JDK, "TLSv1.3"),
        new Way(ServiceMode.PASSTHROUGH, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.PASSTHROUGH, TlsEngine.JDK, "TLSv1.3"));
  }

  private static byte[] hello(Way way) {
    String serverName = way.isTerminated() ? "a.test" : "upstream.test";
    return HelloBuilder.hello(serverName, Way.SERVICE).record();
  }

  /** An upstream that accepts in the kernel, and keeps silent until it is released. */
  private static ScriptedUpstream<Boolean> stalling(CountDownLatch seen, CountDownLatch released)
      throws IOException {
    return ScriptedUpstream.tls(
        TestCertificates.showing("upstream"),
        peer -> {
          seen.countDown();
          return released.await(20, TimeUnit.SECONDS);
        });
  }

  @ParameterizedTest
  @EnumSource
  void noByteLeavesBeforeTheUpstreamIsReadyAndLeavingCancelsTheConnect(TlsEngine engine)
      throws Exception {
    Way way = new Way(ServiceMode.REENCRYPT, engine, "TLSv1.3");
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream = stalling(seen, released);
        RunningGateway gateway = way.gateway(upstream, "");
        Socket client = gateway.connect()) {
      client.getOutputStream().write(hello(way));
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLIENT_LEFT);
      released.countDown();
      assertThat(upstream.result()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectTimeoutEndsInAlert80(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.REENCRYPT, engine, "TLSv1.3");
    CountDownLatch released = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream = stalling(new CountDownLatch(1), released);
        RunningGateway gateway = way.gateway(upstream, ",'timeouts':{'connect':'200ms'}");
        Socket client = gateway.connect()) {
      client.getOutputStream().write(hello(way));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(ALERT_80);
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
      assertThat(end.detail()).contains(upstream.address()).contains("200 ms");
      released.countDown();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void deadUpstreamEndsInAlert80BeforeAnyServerHello(Way way) throws Exception {
    ScriptedUpstream<Boolean> upstream = way.upstream(peer -> true);
    upstream.close();
    try (RunningGateway gateway = way.gateway(upstream, "");
        Socket client = gateway.connect()) {
      client.getOutputStream().write(hello(way));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(ALERT_80);
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void nextUpstreamIsTriedWhenOneIsDead(TlsEngine engine) throws Exception {
    String dead;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dead = "127.0.0.1:" + server.getLocalPort();
    }
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.tcp(peer -> Bytes.send(peer.output(), 10, 1));
        RunningGateway gateway =
            RunningGateway.serving(
                engine, "'svc':{'upstreams':['" + dead + "','" + upstream.address() + "']}")) {
      for (int i = 0; i < 2; i++) {
        try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
          assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
        }
        assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterHandshakeTheUpstreamIsNotConnectedBefore(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.TERMINATE, engine, "TLSv1.3");
    try (ScriptedUpstream<Bytes> upstream = way.upstream(peer -> Bytes.send(peer.output(), 10, 1));
        RunningGateway gateway = way.gateway(upstream, ",'connect':'afterHandshake'")) {
      CorkedSocket wire = new CorkedSocket();
      wire.connect(gateway.address());
      try (SSLSocket socket = way.dialOver(wire)) {
        // Its Finished is made, and held back.
        socket.startHandshake();
        assertThat(upstream.acceptedCount()).isZero();
        wire.release();
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(10, 1));
      }
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(upstream.acceptedCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterHandshakeADeadUpstreamEndsInAReset(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.TERMINATE, engine, "TLSv1.3");
    ScriptedUpstream<Boolean> upstream = way.upstream(peer -> true);
    upstream.close();
    try (RunningGateway gateway = way.gateway(upstream, ",'connect':'afterHandshake'");
        SSLSocket socket = way.dial(gateway)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .hasMessageContaining("Connection reset");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
    }
  }
}
