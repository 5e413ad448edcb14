package dev.alpnmux.gateway.testing;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * One authority and the certificates it has issued, as objects and as PEM files. Made once. Its
 * list {@code ca.crl} revokes {@code ops-revoked}.
 */
public final class TestCertificates {
  /**
   * The folder with {@code NAME.pem} and {@code NAME.key} for each certificate, and {@code ca.pem}.
   */
  public static final Path FOLDER;

  /** The authority of all certificates. */
  public static final X509Bundle AUTHORITY;

  private static final Map<String, X509Bundle> ISSUED = new ConcurrentHashMap<>();
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";

  static {
    try {
      FOLDER = Files.createTempDirectory("alpnmux-certificates");
      FOLDER.toFile().deleteOnExit();
      AUTHORITY = authority();
      write("ca.pem", AUTHORITY.getCertificatePEM());
      issue("a", builder().addSanDnsName("a.test").addSanDnsName("localhost").ecp256());
      issue("a-rsa", builder().addSanDnsName("a.test").addSanDnsName("localhost").rsa2048());
      issue(
          "b",
          builder()
              .addExtensionOctetString(SUBJECT_ALT_NAME, false, names("b.test", "*.b.test"))
              .ecp256());
      issue("upstream", builder().addSanDnsName("upstream.test").ecp256());
      issue("expired", expired(builder()).addSanDnsName("upstream.test").ecp256());
      issue("gateway", builder().addExtendedKeyUsageClientAuth().ecp256());
      issue("ops", client("db.ops.test"));
      issue("ops-deep", client("a.b.ops.test"));
      issue("ops-revoked", client("db.ops.test"));
      write("ca.crl", TestRevocationLists.pem(AUTHORITY, tomorrow(), issued("ops-revoked")));
      issue("ops-expired", expired(client("db.ops.test")));
      // Another key under the same name: only a signature tells the two apart.
      issue("ops-stranger", client("db.ops.test"), authority());
    } catch (Exception e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private TestCertificates() {}

  /** The DER of RFC 5280 §4.2.1.6; the builder's own method does not take a wildcard. */
  private static byte[] names(String... dnsNames) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String name : dnsNames) {
      content.write(0x82);
      content.write(name.length());
      content.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    sequence.write(0x30);
    sequence.write(content.size());
    sequence.writeBytes(content.toByteArray());
    return sequence.toByteArray();
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=test authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** Returns what a client certificate with this DNS name is made with. */
  public static CertificateBuilder client(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=client")
        .addExtendedKeyUsageClientAuth()
        .addSanDnsName(name);
  }

  private static CertificateBuilder builder() {
    return new CertificateBuilder().subject("CN=test").addExtendedKeyUsageServerAuth();
  }

  private static CertificateBuilder expired(CertificateBuilder builder) {
    Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
    return builder.notBefore(yesterday.minus(1, ChronoUnit.DAYS)).notAfter(yesterday);
  }

  private static Instant tomorrow() {
    return Instant.now().plus(1, ChronoUnit.DAYS);
  }

  private static void issue(String name, CertificateBuilder builder) throws Exception {
    issue(name, builder, AUTHORITY);
  }

  private static void issue(String name, CertificateBuilder builder, X509Bundle issuer)
      throws Exception {
    X509Bundle bundle = builder.buildIssuedBy(issuer);
    write(name + ".pem", bundle.getCertificatePathPEM());
    write(name + ".key", bundle.getPrivateKeyPEM());
    // PostgreSQL takes no key that others can read.
    Files.setPosixFilePermissions(FOLDER.resolve(name + ".key"), Set.of(OWNER_READ, OWNER_WRITE));
    ISSUED.put(name, bundle);
  }

  private static void write(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name);
    Files.writeString(file, text);
    file.toFile().deleteOnExit();
  }

  /** Returns a server context that shows the named certificate, and trusts the authority. */
  public static SSLContext showing(String name) {
    return showing(issued(name));
  }

  /** Returns a server context that shows this certificate, and trusts the authority. */
  public static SSLContext showing(X509Bundle bundle) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          bundle.toKeyManagerFactory().getKeyManagers(),
          new TrustManager[] {AUTHORITY.toTrustManager()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns a client context that shows this chain, whatever it is worth, and signs with the key.
   */
  public static SSLContext showing(PrivateKey key, X509Certificate... chain) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new OneIdentity(chain, key)},
          new TrustManager[] {AUTHORITY.toTrustManager()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the named certificate. */
  public static X509Bundle issued(String name) {
    X509Bundle bundle = ISSUED.get(name);
    if (bundle == null) {
      throw new IllegalArgumentException("no certificate " + name);
    }
    return bundle;
  }

  /** Returns a client context that trusts the authority. */
  public static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {AUTHORITY.toTrustManager()}, null);
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new IllegalStateException(e);
    }
  }
}
