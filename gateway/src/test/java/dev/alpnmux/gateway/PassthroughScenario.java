package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is passed through is what was sent, octet by octet. */
class PassthroughScenario {
  private static final byte[] ANSWER = {22, 3, 3, 0, 1, 99, 0, -1, 7};

  /** Reads as many bytes as the hello has, and answers. */
  private static ScriptedUpstream<byte[]> upstream(int length) throws IOException {
    return ScriptedUpstream.tcp(
        peer -> {
          byte[] seen = peer.input().readNBytes(length);
          peer.output().write(ANSWER);
          return seen;
        });
  }

  private static RunningGateway gateway(TlsEngine engine, ScriptedUpstream<?> upstream) {
    return RunningGateway.serving(
        engine,
        "'echo':{'builtin':'echo'},'svc':{'mode':'passthrough','serverNames':['upstream.test'],"
            + "'upstreams':['"
            + upstream.address()
            + "']}");
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,1", "NATIVE,100", "NATIVE,1000", "NATIVE,100000",
    "JDK,1", "JDK,100", "JDK,1000", "JDK,100000"
  })
  void postQuantumHelloInSegmentsArrivesUnaltered(TlsEngine engine, int segment) throws Exception {
    byte[] hello = HelloBuilder.hello("upstream.test", "svc").postQuantum().record();
    try (ScriptedUpstream<byte[]> upstream = upstream(hello.length);
        RunningGateway gateway = gateway(engine, upstream);
        Socket client = gateway.connect()) {
      client.setTcpNoDelay(true);
      for (int from = 0; from < hello.length; from += segment) {
        client.getOutputStream().write(hello, from, Math.min(segment, hello.length - from));
      }
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(ANSWER);
      client.shutdownOutput();
      assertThat(upstream.result()).isEqualTo(hello);
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().bytesFromClient()).isEqualTo(hello.length);
      assertThat(end.connection().bytesToClient()).isEqualTo(ANSWER.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void terminatedServicesShareThePort(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<byte[]> upstream = upstream(1);
        RunningGateway gateway = gateway(engine, upstream)) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
      }
      assertThat(upstream.acceptedCount()).isZero();
    }
  }
}
