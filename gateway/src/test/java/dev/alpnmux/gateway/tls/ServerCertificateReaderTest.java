package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.spec.ServerName;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerCertificateReaderTest {
  private static final CertificateBuilder NAMED =
      new CertificateBuilder()
          .subject("CN=common.example.com")
          .setIsCertificateAuthority(true) // the builder signs nothing by itself otherwise
          .addSanDnsName("gw.example.com")
          .addSanDnsName("192.0.2.1")
          .addSanIpAddress("10.0.0.1");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = CertificateBuilder.Algorithm.class,
      names = {"ecp256", "ecp384", "rsa2048", "ed25519"})
  void aPairIsReadWhateverKindItsKeyIs(CertificateBuilder.Algorithm algorithm) throws Exception {
    X509Bundle bundle = NAMED.copy().algorithm(algorithm).buildSelfSigned();

    ServerCertificate read = ServerCertificateReader.read(certificate(bundle), key(bundle));

    assertThat(read.chain()).containsExactly(bundle.getCertificate());
    assertThat(read.key()).isEqualTo(bundle.getKeyPair().getPrivate());
    assertThat(read.file()).isEqualTo(folder.resolve("gw.pem").toString());
  }

  @Test
  void onlyDnsNamesThatClientsCanSendCount() throws Exception {
    X509Bundle bundle = NAMED.copy().buildSelfSigned();

    ServerCertificate read = ServerCertificateReader.read(certificate(bundle), key(bundle));

    assertThat(read.names()).extracting(Object::toString).containsExactly("gw.example.com");
    assertThat(read.covers(new ServerName("GW.example.com"))).isTrue();
    assertThat(read.covers(new ServerName("common.example.com"))).isFalse();
  }

  @Test
  void anExpiredCertificateIsReadForItsHolderMayKnow() throws Exception {
    Instant longAgo = Instant.now().minus(400, ChronoUnit.DAYS);
    X509Bundle bundle =
        NAMED.copy().notBefore(longAgo).notAfter(longAgo.plusSeconds(1)).buildSelfSigned();

    assertThat(ServerCertificateReader.read(certificate(bundle), key(bundle)).names()).isNotEmpty();
  }

  @Test
  void oneFileMayHoldBoth() throws Exception {
    X509Bundle bundle = NAMED.copy().buildSelfSigned();
    Path both =
        Files.writeString(
            folder.resolve("both.pem"), bundle.getPrivateKeyPEM() + bundle.getCertificatePEM());

    assertThat(ServerCertificateReader.read(both, both).key())
        .isEqualTo(bundle.getKeyPair().getPrivate());
  }

  @Test
  void aKeyOfTheSameKindButAnotherCertificateIsRefused() throws Exception {
    Path certificate = certificate(NAMED.copy().buildSelfSigned());
    Path key = key(NAMED.copy().buildSelfSigned());

    assertThatThrownBy(() -> ServerCertificateReader.read(certificate, key))
        .isInstanceOf(ServerCertificateException.class)
        .hasMessage(key + ": this is not the private key of " + certificate);
  }

  @Test
  void aChainWithItsAuthorityFirstIsRefused() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle leaf =
        new CertificateBuilder()
            .subject("CN=leaf")
            .addSanDnsName("gw.test")
            .buildIssuedBy(authority);
    Path certificate =
        Files.writeString(
            folder.resolve("gw.pem"), authority.getCertificatePEM() + leaf.getCertificatePEM());
    Path key = key(leaf);

    assertThatThrownBy(() -> ServerCertificateReader.read(certificate, key))
        .hasMessage(
            certificate + ": the certificate of the key must stand first, before its issuers");
  }

  @Test
  void aDamagedCertificateIsRefusedByItsFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("gw.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    assertThatThrownBy(() -> ServerCertificateReader.chain(file))
        .isInstanceOf(ServerCertificateException.class)
        .hasMessageStartingWith(file + ": ");
  }

  private Path certificate(X509Bundle bundle) throws IOException {
    return Files.writeString(folder.resolve("gw.pem"), bundle.getCertificatePEM());
  }

  private Path key(X509Bundle bundle) throws IOException {
    return Files.writeString(folder.resolve("gw.key"), bundle.getPrivateKeyPEM());
  }
}
