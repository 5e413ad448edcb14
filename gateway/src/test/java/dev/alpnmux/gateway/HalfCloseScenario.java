package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The side that ends first still receives what the other one sends; where a TLS engine cannot do
 * that, the known loss is stated, so that a better engine makes the test fail.
 */
class HalfCloseScenario {
  private static final int RESPONSE = 512_000;
  private static final int REQUEST = 65_536;

  static List<Way> ways() {
    return Way.all();
  }

  static Stream<Arguments> waysToEnd() {
    return ways().stream()
        .flatMap(way -> Stream.of(Arguments.of(way, false), Arguments.of(way, true)));
  }

  /** A socket whose output stays open when TLS on top of it ends. */
  private static final class EndlessSocket extends Socket {
    @Override
    public void shutdownOutput() {}
  }

  private static Socket connect(RunningGateway gateway, boolean withFin) throws IOException {
    Socket wire = withFin ? new Socket() : new EndlessSocket();
    wire.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    wire.connect(gateway.address());
    return wire;
  }

  /**
   * TLS 1.2 has no half-close: RFC 5246 §7.2.1 wants a close_notify answered at once, and the JDK
   * does so, as a gateway and as the upstream of these tests. And on any version Netty's OpenSSL
   * engine closes both directions when it receives one. The native engine does neither.
   */
  private static boolean answersAfterTheEndOfTheClient(Way way) {
    boolean isTls13 = way.version().equals("TLSv1.3");
    return switch (way.mode()) {
      case PASSTHROUGH -> true;
      case TERMINATE ->
          way.engine() == TlsEngine.NATIVE || way.engine() == TlsEngine.JDK && isTls13;
      case REENCRYPT -> way.engine() != TlsEngine.OPENSSL && isTls13;
    };
  }

  @ParameterizedTest(name = "{0}, with FIN: {1}")
  @MethodSource("waysToEnd")
  void clientThatEndsFirstReceivesTheWholeResponse(Way way, boolean withFin) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes request = Bytes.receiveAll(peer.input());
                  Bytes.send(peer.output(), RESPONSE, 2);
                  return request;
                });
        RunningGateway gateway = way.gateway(upstream, "");
        Socket wire = connect(gateway, withFin)) {
      Bytes response;
      try (SSLSocket socket = way.dialOver(wire)) {
        socket.startHandshake();
        Bytes.send(socket.getOutputStream(), REQUEST, 1);
        socket.shutdownOutput();
        response = Bytes.receiveAll(socket.getInputStream());
      }
      Ending ending = gateway.events().next().ending();
      if (answersAfterTheEndOfTheClient(way)) {
        assertThat(response).isEqualTo(Bytes.of(RESPONSE, 2));
        assertThat(upstream.result()).isEqualTo(Bytes.of(REQUEST, 1));
        assertThat(ending).isEqualTo(Ending.COMPLETE);
      } else {
        assertThat(response.count()).as("known loss").isZero();
        if (way.mode() == ServiceMode.TERMINATE) {
          assertThat(ending).isEqualTo(Ending.CLIENT_RESET);
        }
      }
    }
  }

  /**
   * Netty's OpenSSL engine drops what it receives once it has sent close_notify. Towards an
   * upstream on TLS 1.2, the JDK's engine answers close_notify at once, as RFC 5246 §7.2.1 wants.
   */
  private static boolean listensAfterTheEndOfTheUpstream(Way way) {
    boolean isJdk = way.engine() == TlsEngine.JDK;
    return switch (way.mode()) {
      case PASSTHROUGH -> true;
      case TERMINATE -> way.engine() == TlsEngine.NATIVE || isJdk;
      case REENCRYPT ->
          way.engine() == TlsEngine.NATIVE || isJdk && way.version().equals("TLSv1.3");
    };
  }

  @ParameterizedTest
  @MethodSource("ways")
  void upstreamThatEndsFirstReceivesTheWholeRequest(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes.send(peer.output(), 10, 2);
                  peer.endOutput();
                  return Bytes.receiveAll(peer.input());
                });
        RunningGateway gateway = way.gateway(upstream, "");
        Socket wire = gateway.connect()) {
      try (SSLSocket socket = way.dialOver(wire)) {
        socket.startHandshake();
        assertThat(Bytes.receiveExactly(socket.getInputStream(), 10)).isEqualTo(Bytes.of(10, 2));
        RunningGateway.awaitUntil("the end arrives", () -> wire.getInputStream().available() > 0);
        Bytes.send(socket.getOutputStream(), REQUEST, 1);
      }
      if (listensAfterTheEndOfTheUpstream(way)) {
        assertThat(upstream.result()).isEqualTo(Bytes.of(REQUEST, 1));
        assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
      } else {
        assertThat(upstream.result().count()).as("known loss").isZero();
      }
    }
  }
}
