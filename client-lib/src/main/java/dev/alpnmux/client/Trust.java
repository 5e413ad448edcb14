package dev.alpnmux.client;

import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway proves that it is the one meant. Its certificate must also be for the asked server
 * name, whatever the trust; there is no way to switch verification off. Immutable and thread-safe.
 */
public final class Trust {
  private final X509ExtendedTrustManager manager;

  private Trust(X509ExtendedTrustManager manager) {
    this.manager = manager;
  }

  /** {@return trust in the authorities that the Java installation trusts; reads their file} */
  public static Trust system() {
    try {
      return new Trust(pkix(null));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java installation has no usable trust store", e);
    }
  }

  /**
   * {@return trust in the certificates of a PEM file, and in no others; reads it now} Each is an
   * authority, or the gateway's own certificate.
   *
   * @param file a PEM file
   * @throws IOException if the file cannot be read or holds no certificate; the message names it
   */
  public static Trust pem(Path file) throws IOException {
    return new Trust(PemFile.read(file, text -> trusting(Pem.certificates(text))));
  }

  /**
   * {@return trust in public keys and in nothing else: the gateway's certificate must hold one of
   * them, or be issued through a certificate of its chain that does} Self-signed is fine.
   *
   * @param pin {@code sha256/} and the Base64 form of the SHA-256 hash of the SubjectPublicKeyInfo
   *     (RFC 7469 §2.4); a pin that fails is answered with the pins seen
   * @param more further pins, such as the one of the key that comes next
   * @throws IllegalArgumentException if a pin has another form
   */
  public static Trust pin(String pin, String... more) {
    List<String> pins = new ArrayList<>(List.of(more));
    pins.add(0, pin);
    return new Trust(new PinTrustManager(pins));
  }

  X509ExtendedTrustManager manager() {
    return manager;
  }

  TrustManager[] managers() {
    return new TrustManager[] {manager};
  }

  /** Returns the JDK's own path validation from exactly these certificates. */
  static X509ExtendedTrustManager trusting(Collection<X509Certificate> anchors)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
    int count = 0;
    for (X509Certificate anchor : anchors) {
      store.setCertificateEntry("anchor-" + count++, anchor);
    }
    return pkix(store);
  }

  private static X509ExtendedTrustManager pkix(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager candidate : factory.getTrustManagers()) {
      if (candidate instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    // Another kind would leave the server name unverified.
    throw new GeneralSecurityException("no trust manager here can verify server names");
  }
}
