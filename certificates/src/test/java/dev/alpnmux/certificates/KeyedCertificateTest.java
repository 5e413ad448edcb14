package dev.alpnmux.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedCertificateTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final KeyedCertificate AUTHORITY =
      KeyedCertificate.authority(subject("authority"));

  private static Subject subject(String commonName) {
    return new Subject(commonName, Instant.now(), DAY);
  }

  private static void validate(KeyedCertificate certificate, KeyedCertificate anchor)
      throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(anchor.certificate(), null)));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(List.of(certificate.certificate())),
            parameters);
  }

  @Test
  void anAuthorityIssuesServers() throws Exception {
    KeyedCertificate server =
        AUTHORITY.issueServer(
            subject("server"), List.of("a.test"), List.of(new byte[] {127, 0, 0, 1}));

    validate(server, AUTHORITY);
    assertThat(server.isIssuedBy(AUTHORITY)).isTrue();
    assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(server.certificate().getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly("a.test", "127.0.0.1");
  }

  @Test
  void anAuthorityIssuesClients() throws Exception {
    KeyedCertificate client = AUTHORITY.issueClient(subject("client"));

    validate(client, AUTHORITY);
    assertThat(client.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=client");
    assertThat(client.certificate().getSubjectAlternativeNames()).isNull();
  }

  @Test
  void aServerCanSignItself() throws Exception {
    KeyedCertificate server =
        KeyedCertificate.selfSignedServer(subject("server"), List.of("a.test"), List.of());

    assertThat(server.isIssuedBy(server)).isTrue();
    assertThat(server.isIssuedBy(AUTHORITY)).isFalse();
  }

  @Test
  void whatIsNoAuthorityIssuesNothingThatIsValid() {
    KeyedCertificate server = AUTHORITY.issueServer(subject("server"), List.of("a"), List.of());
    KeyedCertificate forged = server.issueServer(subject("forged"), List.of("b"), List.of());

    assertThatThrownBy(() -> validate(forged, AUTHORITY))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void validityEndsWithTheLifetime() throws CertificateException {
    Instant then = Instant.parse("2020-01-01T00:00:00Z");
    KeyedCertificate expired = AUTHORITY.issueClient(new Subject("client", then, DAY));

    assertThat(expired.outlives(then, DAY.minusSeconds(1))).isTrue();
    assertThat(expired.outlives(then, DAY)).isFalse();
    assertThatThrownBy(() -> expired.certificate().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void aSubjectHasANameAndALife() {
    assertThatThrownBy(() -> new Subject("", Instant.now(), DAY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Subject("x", Instant.now(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
