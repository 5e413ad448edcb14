package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ended badly never looks like an end; what ended well is delivered first. */
class ResetScenario {
  static List<Way> ways() {
    return Way.all();
  }

  static Stream<Way> terminating() {
    return ways().stream().filter(way -> way.mode() == ServiceMode.TERMINATE);
  }

  /** A reset, and neither an end nor a timeout. */
  private static void assertReset(InputStream input) {
    assertThatThrownBy(input::read).hasMessageContaining("Connection reset");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void resetOfTheClientReachesTheUpstreamAsReset(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes.receiveExactly(peer.input(), 10);
                  Bytes.send(peer.output(), 10, 1);
                  assertReset(peer.input());
                  return Bytes.of(0, 0);
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      Socket wire = gateway.connect();
      SSLSocket socket = way.dialOver(wire);
      Bytes.send(socket.getOutputStream(), 10, 1);
      Bytes.receiveExactly(socket.getInputStream(), 10);
      wire.setSoLinger(true, 0);
      wire.close();
      upstream.result();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLIENT_RESET);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void resetOfTheUpstreamReachesTheClientAsReset(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes request = Bytes.receiveExactly(peer.input(), 10);
                  peer.reset();
                  return request;
                });
        RunningGateway gateway = way.gateway(upstream, "");
        SSLSocket socket = way.dial(gateway)) {
      Bytes.send(socket.getOutputStream(), 10, 1);
      assertReset(socket.getInputStream());
      upstream.result();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.UPSTREAM_RESET);
    }
  }

  @ParameterizedTest
  @MethodSource("terminating")
  void clientThatEndsWithoutCloseNotifyIsTruncated(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = way.upstream(peer -> Bytes.receiveAll(peer.input()));
        RunningGateway gateway = way.gateway(upstream, "");
        Socket wire = gateway.connect()) {
      SSLSocket socket = way.dialOver(wire);
      Bytes.send(socket.getOutputStream(), 5_000, 1);
      wire.shutdownOutput();
      assertThat(upstream.result()).isEqualTo(Bytes.of(5_000, 1));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.TRUNCATED);
    }
  }

  /** The upstream has ended its response, and answers what the client still sends by a reset. */
  @ParameterizedTest
  @MethodSource("terminating")
  void responseReachesASlowClientAlthoughItsUpstreamResetsAfterwards(Way way) throws Exception {
    int size = 200_000;
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes request = Bytes.receiveExactly(peer.input(), 10);
                  Bytes.send(peer.output(), size, 2);
                  peer.endOutput();
                  ended.countDown();
                  peer.input().read();
                  peer.reset();
                  return request;
                });
        RunningGateway gateway = way.gateway(upstream, "");
        Socket wire = new Socket()) {
      wire.setReceiveBufferSize(4096);
      wire.connect(gateway.address());
      try (SSLSocket socket = way.dialOver(wire)) {
        Bytes.send(socket.getOutputStream(), 10, 1);
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        // The gateway has all of it, and too much for the kernel's buffers to this client.
        String toClient = "alpnmux_sent_bytes_total{service=\"svc\",side=\"client\"}";
        RunningGateway.awaitUntil("bytes relayed", () -> gateway.metric(toClient) > 0);
        Bytes.send(socket.getOutputStream(), 1, 3);
        upstream.result();
        // Netty's OpenSSL engine reads nothing after its close_notify: more than the bytes that the
        // last close drops would become a reset there.
        int more = way.engine() == TlsEngine.JDK ? 100_000 : 100;
        Bytes.send(socket.getOutputStream(), more, 3);
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(size, 2));
      }
      gateway.events().next();
    }
  }

  static Stream<Way> onLinux() {
    return ways().stream().filter(way -> way.engine() == TlsEngine.NATIVE);
  }

  /** The portable path does not read then, and finds out when it does, or by its timeout. */
  @ParameterizedTest
  @MethodSource("onLinux")
  void resetIsNoticedWhileTheOtherSideTakesNothing(Way way) throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream =
            way.upstream(
                peer -> {
                  Thread flood = new Thread(() -> flood(peer.output()));
                  flood.start();
                  boolean isStuck = stuck.await(20, TimeUnit.SECONDS);
                  peer.reset();
                  flood.join();
                  return isStuck;
                });
        RunningGateway gateway = way.gateway(upstream, "");
        SSLSocket socket = way.dial(gateway)) {
      socket.startHandshake();
      String toClient = "alpnmux_sent_bytes_total{service=\"svc\",side=\"client\"}";
      AtomicReference<Double> last = new AtomicReference<>(0.0);
      RunningGateway.awaitUntil(
          "nothing moves any more",
          () -> {
            double now = gateway.metric(toClient);
            return now > 0 && last.getAndSet(now) == now;
          });
      stuck.countDown();
      assertThat(upstream.result()).isTrue();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.UPSTREAM_RESET);
    }
  }

  private static void flood(OutputStream output) {
    assertThatThrownBy(
            () -> {
              while (true) {
                output.write(new byte[100_000]);
              }
            })
        .isInstanceOf(IOException.class);
  }
}
