package dev.alpnmux.client;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The certificates of the tests, made once. */
final class TestPki {
  static final X509Bundle CA = authority("CN=test authority");
  static final X509Bundle OTHER_CA = authority("CN=other authority");

  /** For localhost, gw.test and 127.0.0.1. */
  static final X509Bundle SERVER =
      issued(
          server("CN=gateway")
              .addSanDnsName("localhost")
              .addSanDnsName("gw.test")
              .addSanIpAddress("127.0.0.1"),
          CA);

  static final X509Bundle WRONG_NAME = issued(server("CN=x").addSanDnsName("x.test"), CA);
  static final X509Bundle UNTRUSTED =
      issued(server("CN=gateway").addSanDnsName("localhost"), OTHER_CA);
  static final X509Bundle SELF_SIGNED = selfSigned(server("CN=g").addSanDnsName("localhost"));
  static final X509Bundle EXPIRED = selfSigned(expired());
  static final X509Bundle EXPIRED_SERVER = issued(expired(), CA);
  static final X509Bundle CLIENT = client(CA);
  static final X509Bundle UNTRUSTED_CLIENT = client(OTHER_CA);

  private TestPki() {}

  private static CertificateBuilder server(String subject) {
    return new CertificateBuilder().ecp256().subject(subject).addExtendedKeyUsageServerAuth();
  }

  private static CertificateBuilder expired() {
    return server("CN=g")
        .addSanDnsName("localhost")
        .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
        .notAfter(Instant.parse("2020-02-01T00:00:00Z"));
  }

  private static X509Bundle client(X509Bundle issuer) {
    return issued(
        new CertificateBuilder().ecp256().subject("CN=client").addExtendedKeyUsageClientAuth(),
        issuer);
  }

  private static X509Bundle authority(String subject) {
    return selfSigned(new CertificateBuilder().ecp256().subject(subject));
  }

  private static X509Bundle selfSigned(CertificateBuilder builder) {
    try {
      return builder.setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Bundle issued(CertificateBuilder builder, X509Bundle issuer) {
    try {
      return builder.buildIssuedBy(issuer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Trust trust() {
    return trusting(CA);
  }

  static Trust trusting(X509Bundle authority) {
    try {
      return Trust.pem(authority.toTempRootCertPem().toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Identity identity(X509Bundle bundle) throws IOException {
    Path certificate = bundle.toTempCertChainPem().toPath();
    try {
      return Identity.pem(certificate, bundle.toTempPrivateKeyPem().toPath());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(certificate);
    }
  }

  static String pinOf(X509Bundle bundle) {
    return PinTrustManager.pinOf(bundle.getCertificate());
  }
}
