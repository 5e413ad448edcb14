package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What depends on the transport. */
class TransportScenario {
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
            RunningGateway.serving(
                TlsEngine.JDK, "'svc':{'upstreams':['" + upstream.address() + "']}")) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "svc")) {
        Bytes.send(socket.getOutputStream(), 700, 1);
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(90_000, 2));
      }
      assertThat(upstream.result()).isEqualTo(Bytes.of(700, 1));
    }
  }

  @Test
  void channelsOnTheEpollTransportOfNettyAreRefused() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      assumeThat(vertx.isNativeTransportEnabled()).isTrue();
      String document = RunningGateway.document("", List.of("a"), "'echo':{'builtin':'echo'}", "");
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
