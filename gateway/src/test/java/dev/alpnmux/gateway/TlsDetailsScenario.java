package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each engine tells of a handshake with a client. */
class TlsDetailsScenario {
  private static final String SERVICES = "'echo':{'builtin':'echo'}";
  private static final byte[] SENT = "hello, service".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3,TLS_AES_256_GCM_SHA384",
    "NATIVE,TLSv1.2,ECDHE-ECDSA-AES128-GCM-SHA256",
    "OPENSSL,TLSv1.3,TLS_AES_256_GCM_SHA384",
    "OPENSSL,TLSv1.2,ECDHE-ECDSA-AES128-GCM-SHA256"
  })
  void boringSslTellsAll(TlsEngine engine, String version, String cipher) throws Exception {
    SSLContext context = TestCertificates.trusting();
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      assertThat(echoed(gateway, context, version).tls())
          .contains(new TlsDetails(version, cipher, Optional.of("X25519"), Optional.of(false)));
      assertThat(echoed(gateway, context, version).tls().orElseThrow().isResumed()).contains(true);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3,TLS_AES_128_GCM_SHA256",
    "TLSv1.2,ECDHE-ECDSA-AES128-GCM-SHA256",
  })
  void theJdkTellsNeitherGroupNorResumption(String version, String cipher) throws Exception {
    SSLContext context = TestCertificates.trusting();
    TlsDetails told = new TlsDetails(version, cipher, Optional.empty(), Optional.empty());
    try (RunningGateway gateway = RunningGateway.serving(TlsEngine.JDK, SERVICES)) {
      assertThat(echoed(gateway, context, version).tls()).contains(told);
      assertThat(echoed(gateway, context, version).tls()).contains(told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingHasTakenItsTime(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      Connection ended = echoed(gateway, TestCertificates.trusting(), "TLSv1.3");
      assertThat(ended.helloTook().orElseThrow()).isPositive();
      assertThat(ended.handshakeTook().orElseThrow()).isPositive();
      assertThat(ended.connectTook()).isEmpty();
    }
  }

  private static Connection echoed(RunningGateway gateway, SSLContext context, String version)
      throws Exception {
    try (SSLSocket socket =
        RunningGateway.dialOver(gateway.connect(), context, "a.test", version, "echo")) {
      socket.getOutputStream().write(SENT);
      // The ticket of the session comes before this.
      assertThat(socket.getInputStream().readNBytes(SENT.length)).isEqualTo(SENT);
    }
    return gateway.events().next().connection();
  }
}
