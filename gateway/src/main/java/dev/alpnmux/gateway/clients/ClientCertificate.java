package dev.alpnmux.gateway.clients;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The certificate that a client has shown as its own, and the names in it. They are worth as much
 * as the authority that issued it; whoever hands this out says whether it was verified. Immutable.
 */
public final class ClientCertificate {
  /** RFC 5280 §4.2.1.6: the tags of a dNSName and of a uniformResourceIdentifier. */
  private static final int DNS_NAME = 2;

  private static final int URI = 6;

  private final X509Certificate certificate;
  private final List<X509Certificate> chain;

  private ClientCertificate(List<X509Certificate> chain) {
    this.certificate = chain.get(0);
    this.chain = List.copyOf(chain);
  }

  /** Returns the facts of a certificate. */
  public static ClientCertificate of(X509Certificate certificate) {
    return of(List.of(certificate));
  }

  /**
   * Returns the facts of the first certificate of a chain.
   *
   * @param chain the client's own certificate, then what it has shown besides
   */
  public static ClientCertificate of(List<X509Certificate> chain) {
    return new ClientCertificate(chain);
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate, and what the client has shown besides, to lead to an authority. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Its subject as text (RFC 2253), of printable ASCII: other characters are escaped. */
  public String subject() {
    return DistinguishedName.text(certificate.getSubjectX500Principal());
  }

  /** Its serial number in hexadecimal digits, unique among those of its issuer. */
  public String serial() {
    return certificate.getSerialNumber().toString(16);
  }

  /** The SHA-256 hash of the whole certificate in hexadecimal digits. */
  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(sha256(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /** The common name of its subject, the most specific one if there are several. */
  public Optional<String> commonName() {
    return subjectValues("CN").stream().findFirst();
  }

  /** The values of an attribute of its subject, such as {@code OU}. */
  List<String> subjectValues(String type) {
    return DistinguishedName.values(certificate.getSubjectX500Principal(), type);
  }

  /** The DNS names among its alternative names. */
  List<String> dnsNames() {
    return alternativeNames(DNS_NAME);
  }

  /** The URIs among its alternative names. */
  List<String> uris() {
    return alternativeNames(URI);
  }

  /** {@code sha256/} and the Base64 form of the hash of its SubjectPublicKeyInfo. */
  String keyPin() {
    byte[] hash = sha256(certificate.getPublicKey().getEncoded());
    return "sha256/" + Base64.getEncoder().encodeToString(hash);
  }

  /** Whether it may issue certificates itself. */
  boolean isAuthority() {
    return certificate.getBasicConstraints() >= 0;
  }

  private List<String> alternativeNames(int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0).equals(kind))
              .map(name -> (String) name.get(1))
              .toList();
    } catch (CertificateParsingException e) {
      // Names that cannot be read allow nothing.
      return List.of();
    }
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientCertificate client && certificate.equals(client.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }

  /** Returns what a log says of it. */
  @Override
  public String toString() {
    return subject() + " serial " + serial();
  }
}
