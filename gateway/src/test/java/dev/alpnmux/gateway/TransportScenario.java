package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What depends on the transport; relay, half-close and reset run on each of them elsewhere. */
class TransportScenario {
  private static RunningGateway gateway(boolean nativeTransport, String services) {
    return RunningGateway.of(
        TlsEngine.AUTO, nativeTransport, RunningGateway.document("", List.of("a"), services, ""));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void echoWorks(boolean nativeTransport) throws Exception {
    try (RunningGateway gateway = gateway(nativeTransport, "'echo':{'builtin':'echo'}");
        SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      Bytes sent = Bytes.send(socket.getOutputStream(), 100_000, 1);
      assertThat(Bytes.receiveExactly(socket.getInputStream(), 100_000)).isEqualTo(sent);
    }
  }

  @Test
  void unixSocketIsAnUpstream() throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.unix(
                peer -> {
                  Bytes request = Bytes.receiveExactly(peer.input(), 700);
                  Bytes.send(peer.output(), 90_000, 2);
                  return request;
                });
        RunningGateway gateway =
            gateway(true, "'svc':{'upstreams':['" + upstream.address() + "']}")) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
        Bytes.send(socket.getOutputStream(), 700, 1);
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(90_000, 2));
      }
      assertThat(upstream.result()).isEqualTo(Bytes.of(700, 1));
    }
  }

  @Test
  void unixSocketIsUnavailableOnATransportThatHasNone() throws Exception {
    try (RunningGateway gateway =
            gateway(false, "'svc':{'upstreams':['unix:/nowhere/upstream.sock']}");
        SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
      assertThatThrownBy(socket::startHandshake).hasMessageContaining("internal_error");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UPSTREAM_UNAVAILABLE);
    }
  }
}
