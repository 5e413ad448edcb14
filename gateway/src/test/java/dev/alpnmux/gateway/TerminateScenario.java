package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TerminateScenario {
  private static final String SERVICES =
      "'echo':{'builtin':'echo'},'daytime':{'builtin':'daytime'},'discard':{'builtin':'discard'}";

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void echoSendsBackWhatItReceives(TlsEngine engine, String version) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      try (SSLSocket socket = gateway.dial("a.test", version, "echo")) {
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo("echo");
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        byte[] sent = "hello, service".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(sent);
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      }
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().bytesFromClient()).isEqualTo(14);
      assertThat(end.connection().bytesToClient()).isEqualTo(14);
      assertThat(gateway.metric("alpnmux_sent_bytes_total{service=\"echo\",side=\"client\"}"))
          .isEqualTo(14);
    }
  }

  @ParameterizedTest
  @EnumSource
  void daytimeSaysTheTimeInOneLineAndEnds(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES);
        SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "daytime")) {
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.US_ASCII))
          .matches("[A-Z][a-z]+, [A-Z][a-z]+ \\d{1,2}, \\d{4} \\d\\d:\\d\\d:\\d\\d-UTC\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void discardTakesEverythingAndAnswersNothing(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "discard")) {
        socket.getOutputStream().write(new byte[100_000]);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().bytesFromClient()).isEqualTo(100_000);
      assertThat(end.connection().bytesToClient()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedHandshakeEndsWithTheAlertOfTheEngine(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES);
        Socket socket = gateway.connect()) {
      // TLS_RSA_WITH_NULL_MD5: nobody serves it.
      byte[] hello =
          HelloBuilder.hello("a.test", "echo").versions().cipherSuites(List.of(0x0001)).record();
      socket.getOutputStream().write(hello);
      byte[] alert = socket.getInputStream().readAllBytes();
      assertThat(alert).startsWith(0x15, 0x03).endsWith(0x02, 40).hasSize(7);
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.HANDSHAKE_FAILED);
    }
  }
}
