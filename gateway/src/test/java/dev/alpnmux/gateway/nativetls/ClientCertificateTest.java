package dev.alpnmux.gateway.nativetls;

import static dev.alpnmux.gateway.nativetls.TlsEnd.exchange;
import static dev.alpnmux.gateway.nativetls.TlsEnd.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.ClientRefusal;
import dev.alpnmux.gateway.tls.ClientVerifier;
import dev.alpnmux.spec.Refusal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {
  private final Policy policy = new Policy();
  private final NativeTls tls =
      new NativeTls(Sessions.store("a"), Sessions.NO_KEYS, service -> Optional.of(policy));

  private static final class Policy implements ClientVerifier {
    private @Nullable Refusal answer;
    private @Nullable RuntimeException failure;
    private List<X509Certificate> seen = List.of();

    @Override
    public Optional<ClientRefusal> judge(List<X509Certificate> chain) {
      seen = chain;
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(answer).map(ClientRefusal::of);
    }

    @Override
    public List<X509Certificate> authorities() {
      return List.of(TestCertificates.AUTHORITY.getCertificate());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anAcceptedClientIsServed(String version) throws SSLException {
    try (NativeEnd server = server();
        JdkEnd client = Sessions.jdkClient(showing(), version)) {
      handshake(client, server);
      client.write(new byte[] {1});
      exchange(client, server, Integer.MAX_VALUE / 2);
      assertThat(server.takePlaintext()).hasSize(1);
      assertThat(policy.seen.get(0)).isEqualTo(Sessions.leaf("gateway"));
      assertThat(server.session().refusal()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2,handshake_failure", "TLSv1.3,certificate_required"})
  void aClientWithoutACertificateIsRefused(String version, String alert) throws SSLException {
    try (NativeEnd server = server();
        JdkEnd client = Sessions.jdkClient(version)) {
      assertRefused(client, server, Refusal.CLIENT_CERTIFICATE_MISSING, alert);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_CERTIFICATE_UNTRUSTED,unknown_ca",
    "CLIENT_CERTIFICATE_EXPIRED,certificate_expired",
    "CLIENT_CERTIFICATE_REVOKED,certificate_revoked",
    "CLIENT_CERTIFICATE_NOT_ALLOWED,bad_certificate"
  })
  void aRefusedClientGetsTheAlertOfTheReason(Refusal refusal, String alert) throws SSLException {
    policy.answer = refusal;
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (NativeEnd server = server();
          JdkEnd client = Sessions.jdkClient(showing(), version)) {
        assertRefused(client, server, refusal, alert);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aPolicyThatFailsRefuses(String version) throws SSLException {
    policy.failure = new IllegalStateException("no list");
    try (NativeEnd server = server();
        JdkEnd client = Sessions.jdkClient(showing(), version)) {
      assertThatThrownBy(() -> handshake(client, server))
          .isInstanceOf(SSLException.class)
          .hasRootCauseMessage("no list");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aResumedSessionIsJudgedAgain(String version) throws SSLException {
    SSLContext context = showing();
    assertThat(isResumed(context, version)).isFalse();
    policy.seen = List.of();
    assertThat(isResumed(context, version)).isTrue();
    assertThat(policy.seen).first().isEqualTo(Sessions.leaf("gateway"));
    policy.answer = Refusal.CLIENT_CERTIFICATE_REVOKED;
    try (NativeEnd server = server();
        JdkEnd client = Sessions.jdkClient(context, version)) {
      assertThatThrownBy(() -> handshake(client, server)).isInstanceOf(SSLException.class);
      assertThat(server.isFinished()).isFalse();
      assertThat(server.session().refusal().map(ClientRefusal::refusal))
          .hasValue(Refusal.CLIENT_CERTIFICATE_REVOKED);
    }
  }

  private boolean isResumed(SSLContext context, String version) throws SSLException {
    try (NativeEnd server = server();
        JdkEnd client = Sessions.jdkClient(context, version)) {
      handshake(client, server);
      server.write(new byte[] {1});
      server.endOutput();
      exchange(client, server, Integer.MAX_VALUE / 2);
      return server.session().isResumed();
    }
  }

  private static void assertRefused(
      JdkEnd client, NativeEnd server, Refusal refusal, String alert) {
    assertThatThrownBy(() -> handshake(client, server)).isInstanceOf(SSLException.class);
    assertThat(server.session().refusal().map(ClientRefusal::refusal)).hasValue(refusal);
    assertThatThrownBy(() -> client.receive(server.takeSent()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(alert);
  }

  private NativeEnd server() throws SSLException {
    return new NativeEnd(Sessions.server(tls, "echo"));
  }

  private static SSLContext showing() {
    return TestCertificates.showing("gateway");
  }
}
