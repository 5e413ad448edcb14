package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay in which nothing moves is cut, and one in which something moves is not. */
class SilenceScenario {
  static List<Way> pathways() {
    return List.of(
        new Way(ServiceMode.TERMINATE, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.TERMINATE, TlsEngine.JDK, "TLSv1.3"));
  }

  static List<Way> ways() {
    return List.of(
        new Way(ServiceMode.TERMINATE, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.REENCRYPT, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.PASSTHROUGH, TlsEngine.NATIVE, "TLSv1.3"),
        new Way(ServiceMode.TERMINATE, TlsEngine.JDK, "TLSv1.3"),
        new Way(ServiceMode.TERMINATE, TlsEngine.OPENSSL, "TLSv1.3"),
        new Way(ServiceMode.PASSTHROUGH, TlsEngine.JDK, "TLSv1.3"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void idleTimeoutResetsBothSides(Way way) throws Exception {
    try (ScriptedUpstream<Boolean> upstream =
            way.upstream(
                peer -> {
                  peer.input().read();
                  assertThatThrownBy(() -> peer.input().read()).isInstanceOf(IOException.class);
                  return true;
                });
        RunningGateway gateway = way.gateway(upstream, ",'timeouts':{'idle':'300ms'}");
        SSLSocket socket = way.dial(gateway)) {
      socket.getOutputStream().write('x');
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
      assertThat(upstream.result()).isTrue();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.IDLE);
    }
  }

  @ParameterizedTest
  @MethodSource("pathways")
  void everyByteRestartsTheIdleTimeout(Way way) throws Exception {
    // Each echo takes far less than the timeout, all of them together take longer.
    try (ScriptedUpstream<Boolean> upstream = way.upstream(SilenceScenario::echo);
        RunningGateway gateway = way.gateway(upstream, ",'timeouts':{'idle':'1s'}");
        SSLSocket socket = way.dial(gateway)) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < 2_000_000_000L) {
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
      }
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(upstream.result()).isTrue();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  private static boolean echo(UpstreamPeer peer) throws IOException {
    for (int octet = peer.input().read(); octet >= 0; octet = peer.input().read()) {
      peer.output().write(octet);
    }
    return true;
  }

  @ParameterizedTest
  @MethodSource("pathways")
  void halfCloseTimeoutCutsWhenTheOtherDirectionIsSilent(Way way) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedUpstream<Boolean> upstream =
            way.upstream(
                peer -> {
                  Bytes.receiveAll(peer.input());
                  peer.output().write('x');
                  return over.await(20, TimeUnit.SECONDS);
                });
        RunningGateway gateway = way.gateway(upstream, ",'timeouts':{'halfClose':'300ms'}");
        SSLSocket socket = way.dial(gateway)) {
      socket.startHandshake();
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.HALF_CLOSE_TIMEOUT);
      assertThat(end.connection().bytesToClient()).isEqualTo(1);
      over.countDown();
    }
  }
}
