package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of what is relayed: how long, and how fast. */
class RelayLimitScenario {
  private static final int COUNT = 512 * 1024;

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aConnectionIsCutAtTheEndOfItsLifetime(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
            serving(engine, "'echo':{'builtin':'echo','limits':{'lifetime':'300ms'}}");
        SSLSocket echo = gateway.dial("a.test", "TLSv1.3", "echo")) {
      assertThatIOException()
          .isThrownBy(
              () -> {
                // What it sends does not lengthen it.
                while (true) {
                  echo.getOutputStream().write(7);
                  assertThat(echo.getInputStream().read()).isEqualTo(7);
                }
              });
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.LIFETIME);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theBandwidthToTheClientIsKeptAndNoByteIsLost(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<?> upstream =
            ScriptedUpstream.tcp(peer -> Bytes.send(peer.output(), COUNT, 1));
        RunningGateway gateway = serving(engine, shaped(upstream, "toClient"));
        SSLSocket client = gateway.dial("a.test", "TLSv1.3", "svc")) {
      client.startHandshake();
      long start = System.nanoTime();
      assertThat(Bytes.receiveExactly(client.getInputStream(), COUNT))
          .isEqualTo(Bytes.of(COUNT, 1));
      tookItsTime(start);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void theBandwidthFromTheClientIsKeptAndNoByteIsLost(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<?> upstream =
            ScriptedUpstream.tcp(
                peer -> {
                  Bytes received = Bytes.receiveExactly(peer.input(), COUNT);
                  peer.output().write(received.equals(Bytes.of(COUNT, 2)) ? 1 : 0);
                  return received;
                });
        RunningGateway gateway = serving(engine, shaped(upstream, "fromClient"));
        SSLSocket client = gateway.dial("a.test", "TLSv1.3", "svc")) {
      long start = System.nanoTime();
      Bytes.send(client.getOutputStream(), COUNT, 2);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      tookItsTime(start);
    }
  }

  /** Half of what it takes at the bandwidth: less cannot be, however slow the machine is. */
  private static void tookItsTime(long startNanos) {
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(250));
  }

  private static String shaped(ScriptedUpstream<?> upstream, String direction) {
    return "'svc':{'upstreams':['"
        + upstream.address()
        + "'],'limits':{'bandwidth':{'"
        + direction
        + "':'1MiB'}}}";
  }

  private static RunningGateway serving(TlsEngine engine, String services) {
    return RunningGateway.of(engine, List.of("a"), services, "");
  }
}
