package dev.alpnmux.gateway.testing;

import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.spec.Pem;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.CRLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes revocation lists. */
public final class TestRevocationLists {
  private TestRevocationLists() {}

  /** Returns a builder of a list that this authority issues, as of yesterday. */
  public static X509v2CRLBuilder builder(
      X509Bundle issuer, Instant nextUpdate, X509Bundle... revoked) {
    Date yesterday = Date.from(Instant.now().minus(Duration.ofDays(1)));
    byte[] name = issuer.getCertificate().getSubjectX500Principal().getEncoded();
    X509v2CRLBuilder builder = new X509v2CRLBuilder(X500Name.getInstance(name), yesterday);
    builder.setNextUpdate(Date.from(nextUpdate));
    for (X509Bundle bundle : revoked) {
      builder.addCRLEntry(
          bundle.getCertificate().getSerialNumber(), yesterday, CRLReason.keyCompromise);
    }
    return builder;
  }

  /** Returns the list in DER, signed by this authority. */
  public static byte[] signed(X509v2CRLBuilder builder, X509Bundle signer) {
    try {
      return builder
          .build(
              new JcaContentSignerBuilder("SHA256withECDSA")
                  .build(signer.getKeyPair().getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a list in DER of what this authority has revoked. */
  public static byte[] der(X509Bundle issuer, Instant nextUpdate, X509Bundle... revoked) {
    return signed(builder(issuer, nextUpdate, revoked), issuer);
  }

  /** Returns the same in PEM. */
  public static String pem(X509Bundle issuer, Instant nextUpdate, X509Bundle... revoked) {
    return "-----BEGIN X509 CRL-----\n"
        + Base64.getMimeEncoder().encodeToString(der(issuer, nextUpdate, revoked))
        + "\n-----END X509 CRL-----\n";
  }

  /** Returns the same as it is read. */
  public static RevocationList of(X509Bundle issuer, Instant nextUpdate, X509Bundle... revoked) {
    try {
      return RevocationList.of("test.crl", Pem.revocationList(der(issuer, nextUpdate, revoked)));
    } catch (CRLException e) {
      throw new IllegalStateException(e);
    }
  }
}
