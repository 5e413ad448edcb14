package dev.alpnmux.cli.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  @TempDir Path temporary;

  @Test
  void certificateIsValidUnderItsAuthority() throws Exception {
    DevelopmentCertificates certificates = at(NOW);

    assertThat(isValid(certificates, NOW)).isTrue();
    assertThat(isValid(certificates, NOW.plus(Duration.ofDays(89)))).isTrue();
    assertThat(isValid(certificates, NOW.plus(Duration.ofDays(91)))).isFalse();
  }

  @Test
  void certificateIsForTheLoopbackNamesAndForServersOnly() throws Exception {
    X509Certificate server = read(at(NOW).certificate());

    assertThat(server.getSubjectAlternativeNames())
        .containsExactly(
            List.of(DNS_NAME, "localhost"),
            List.of(DNS_NAME, "*.localhost"),
            List.of(IP_ADDRESS, "127.0.0.1"),
            List.of(IP_ADDRESS, "0:0:0:0:0:0:0:1"));
    assertThat(server.getExtendedKeyUsage()).containsExactly(SERVER_AUTHENTICATION);
    assertThat(server.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void authoritySignsNoFurtherAuthority() throws Exception {
    X509Certificate authority = read(at(NOW).authority());

    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(authority.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    boolean[] usage = authority.getKeyUsage();
    assertThat(usage).containsExactly(false, false, false, false, false, true, true, false, false);
  }

  @Test
  void privateKeyBelongsToTheCertificate() throws Exception {
    DevelopmentCertificates certificates = at(NOW);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(Pem.privateKey(Files.readString(certificates.privateKey())));
    byte[] signed = signature.sign();

    signature.initVerify(read(certificates.certificate()));
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void onlyTheOwnerMayReadThem() throws Exception {
    DevelopmentCertificates certificates = at(NOW);

    Path folder = certificates.authority().resolveSibling("");
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(certificates.privateKey())).isEqualTo("rw-------");
    assertThat(permissions(folder.resolve("ca.key"))).isEqualTo("rw-------");
  }

  @Test
  void nextRunUsesTheSameOnes() throws Exception {
    X509Certificate first = read(at(NOW).certificate());

    assertThat(read(at(NOW.plus(Duration.ofDays(82))).certificate())).isEqualTo(first);
  }

  @Test
  void certificateIsRenewedAWeekBeforeItsEndUnderTheSameAuthority() throws Exception {
    DevelopmentCertificates first = at(NOW);
    X509Certificate authority = read(first.authority());
    X509Certificate server = read(first.certificate());

    DevelopmentCertificates later = at(NOW.plus(Duration.ofDays(84)));

    assertThat(read(later.authority())).isEqualTo(authority);
    assertThat(read(later.certificate())).isNotEqualTo(server);
    assertThat(isValid(later, NOW.plus(Duration.ofDays(100)))).isTrue();
  }

  @Test
  void authorityIsRenewedBeforeItsEndWithWhatItSigned() throws Exception {
    X509Certificate authority = read(at(NOW).authority());

    DevelopmentCertificates later = at(NOW.plus(Duration.ofDays(724)));

    assertThat(read(later.authority())).isNotEqualTo(authority);
    assertThat(isValid(later, NOW.plus(Duration.ofDays(725)))).isTrue();
  }

  @Test
  void damagedFilesAreMadeAnew() throws Exception {
    DevelopmentCertificates damaged = at(NOW);
    Files.writeString(damaged.certificate(), "not a certificate");
    Files.delete(damaged.authority());

    assertThat(isValid(at(NOW), NOW)).isTrue();
  }

  @Test
  void furtherCertificateHasItsOwnKey() throws Exception {
    DevelopmentCertificates certificates = at(NOW);
    Path certificate = temporary.resolve("other.pem");
    Path key = temporary.resolve("other.key");

    certificates.issue(certificate, key);

    assertThat(Files.readString(key)).isNotEqualTo(Files.readString(certificates.privateKey()));
    assertThat(permissions(key)).isEqualTo("rw-------");
    read(certificate).verify(read(certificates.authority()).getPublicKey());
  }

  @Test
  void furtherCertificateNeverOverwritesAKey() throws Exception {
    DevelopmentCertificates certificates = at(NOW);
    Path key = Files.writeString(temporary.resolve("other.key"), "precious");

    assertThatThrownBy(() -> certificates.issue(temporary.resolve("other.pem"), key))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(key).hasContent("precious");
  }

  private DevelopmentCertificates at(Instant now) throws IOException {
    return DevelopmentCertificates.in(temporary.resolve("data"), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static boolean isValid(DevelopmentCertificates certificates, Instant at)
      throws Exception {
    TrustAnchor anchor = new TrustAnchor(read(certificates.authority()), null);
    PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    X509Certificate server = read(certificates.certificate());
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(server)),
              parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static X509Certificate read(Path file) throws Exception {
    return Pem.certificates(Files.readString(file)).get(0);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
