package dev.alpnmux.certificates;

import static dev.alpnmux.certificates.DerWriter.bitString;
import static dev.alpnmux.certificates.DerWriter.explicit;
import static dev.alpnmux.certificates.DerWriter.implicit;
import static dev.alpnmux.certificates.DerWriter.integer;
import static dev.alpnmux.certificates.DerWriter.isTrue;
import static dev.alpnmux.certificates.DerWriter.namedBits;
import static dev.alpnmux.certificates.DerWriter.objectIdentifier;
import static dev.alpnmux.certificates.DerWriter.octetString;
import static dev.alpnmux.certificates.DerWriter.sequence;
import static dev.alpnmux.certificates.DerWriter.setOf;
import static dev.alpnmux.certificates.DerWriter.time;
import static dev.alpnmux.certificates.DerWriter.utf8String;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Writes and signs the three kinds of certificate (RFC 5280) that development needs. */
final class CertificateWriter {
  private static final byte[] COMMON_NAME = objectIdentifier(2, 5, 4, 3);
  private static final byte[] SUBJECT_KEY_IDENTIFIER = objectIdentifier(2, 5, 29, 14);
  private static final byte[] KEY_USAGE = objectIdentifier(2, 5, 29, 15);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = objectIdentifier(2, 5, 29, 17);
  private static final byte[] BASIC_CONSTRAINTS = objectIdentifier(2, 5, 29, 19);
  private static final byte[] AUTHORITY_KEY_IDENTIFIER = objectIdentifier(2, 5, 29, 35);
  private static final byte[] EXTENDED_KEY_USAGE = objectIdentifier(2, 5, 29, 37);
  private static final byte[] SERVER_AUTHENTICATION = objectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1);
  private static final byte[] CLIENT_AUTHENTICATION = objectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 2);
  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(objectIdentifier(1, 2, 840, 10045, 4, 3, 2));

  // RFC 5280 §4.2.1.3, the first bit highest
  private static final int DIGITAL_SIGNATURE = 0x80;
  private static final int CERTIFICATE_AND_CRL_SIGNATURE = 0x06;
  // RFC 5280 §4.2.1.6, the choices of GeneralName
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private static final BigInteger VERSION_3 = BigInteger.TWO;
  private static final int SERIAL_BITS = 127; // positive in 16 octets
  // A clock that is a little behind still accepts a certificate of this minute.
  private static final Duration BACKDATED = Duration.ofHours(1);

  private CertificateWriter() {}

  /** Who signs: the name, and the keys. */
  record Issuer(X500Principal name, PublicKey publicKey, PrivateKey key) {
    static Issuer of(KeyedCertificate authority) {
      return new Issuer(
          authority.certificate().getSubjectX500Principal(),
          authority.certificate().getPublicKey(),
          authority.key());
    }

    static Issuer self(Subject subject, KeyPair keys) {
      return new Issuer(
          new X500Principal(CertificateWriter.name(subject.commonName())),
          keys.getPublic(),
          keys.getPrivate());
    }
  }

  /** An authority that signs servers and clients but no further authority. */
  static X509Certificate authority(Subject subject, KeyPair keys) throws GeneralSecurityException {
    byte[] constraints = sequence(isTrue(), integer(BigInteger.ZERO));
    byte[] extensions =
        sequence(
            critical(BASIC_CONSTRAINTS, constraints),
            critical(KEY_USAGE, namedBits(CERTIFICATE_AND_CRL_SIGNATURE)),
            subjectKey(keys.getPublic()));
    return signed(subject, keys.getPublic(), extensions, Issuer.self(subject, keys));
  }

  /** A server that is reached under these {@link #names}. */
  static X509Certificate server(Subject subject, PublicKey key, byte[] names, Issuer issuer)
      throws GeneralSecurityException {
    byte[] extensions =
        sequence(
            critical(KEY_USAGE, namedBits(DIGITAL_SIGNATURE)),
            extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTHENTICATION)),
            extension(SUBJECT_ALTERNATIVE_NAME, names),
            subjectKey(key),
            authorityKey(issuer));
    return signed(subject, key, extensions, issuer);
  }

  /** A client, known by its common name. */
  static X509Certificate client(Subject subject, PublicKey key, Issuer issuer)
      throws GeneralSecurityException {
    byte[] extensions =
        sequence(
            critical(KEY_USAGE, namedBits(DIGITAL_SIGNATURE)),
            extension(EXTENDED_KEY_USAGE, sequence(CLIENT_AUTHENTICATION)),
            subjectKey(key),
            authorityKey(issuer));
    return signed(subject, key, extensions, issuer);
  }

  /** Encodes DNS names and addresses as GeneralNames. */
  static byte[] names(List<String> dnsNames, List<byte[]> addresses) {
    byte[][] names = new byte[dnsNames.size() + addresses.size()][];
    int i = 0;
    for (String name : dnsNames) {
      names[i++] = implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
    for (byte[] address : addresses) {
      names[i++] = implicit(IP_ADDRESS, address);
    }
    return sequence(names);
  }

  private static byte[] subjectKey(PublicKey key) throws GeneralSecurityException {
    return extension(SUBJECT_KEY_IDENTIFIER, octetString(keyIdentifier(key)));
  }

  private static byte[] authorityKey(Issuer issuer) throws GeneralSecurityException {
    return extension(
        AUTHORITY_KEY_IDENTIFIER, sequence(implicit(0, keyIdentifier(issuer.publicKey()))));
  }

  private static X509Certificate signed(
      Subject subject, PublicKey key, byte[] extensions, Issuer issuer)
      throws GeneralSecurityException {
    byte[] content =
        sequence(
            explicit(0, integer(VERSION_3)),
            integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
            ECDSA_WITH_SHA256,
            issuer.name().getEncoded(),
            sequence(
                time(subject.from().minus(BACKDATED)),
                time(subject.from().plus(subject.lifetime()))),
            name(subject.commonName()),
            key.getEncoded(),
            explicit(3, extensions));
    byte[] signature = bitString(signature(content, issuer.key()));
    byte[] der = sequence(content, ECDSA_WITH_SHA256, signature);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static byte[] signature(byte[] content, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  private static byte[] name(String commonName) {
    return sequence(setOf(sequence(COMMON_NAME, utf8String(commonName))));
  }

  /** RFC 7093 §2, method 4: a hash of the whole SubjectPublicKeyInfo. */
  private static byte[] keyIdentifier(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
  }

  private static byte[] critical(byte[] type, byte[] value) {
    return sequence(type, isTrue(), octetString(value));
  }

  private static byte[] extension(byte[] type, byte[] value) {
    return sequence(type, octetString(value));
  }
}
