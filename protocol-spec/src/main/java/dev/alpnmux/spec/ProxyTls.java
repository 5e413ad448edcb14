package dev.alpnmux.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy that ends the client's TLS says of it in a PROXY header.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher OpenSSL's name of the cipher suite
 * @param proof how the client has proved itself
 * @param commonName the common name in the subject of that certificate, if it has one
 */
public record ProxyTls(String version, String cipher, Proof proof, Optional<String> commonName) {
  private static final int VERSION = 0x21;
  private static final int COMMON_NAME = 0x22;
  private static final int CIPHER = 0x23;
  private static final int CLIENT_SSL = 0x01;
  private static final int CLIENT_CERT_CONN = 0x02;
  private static final int CLIENT_CERT_SESS = 0x04;

  /** How a client has proved itself. Whoever failed to is not connected to anything. */
  public enum Proof {
    /** Not at all. */
    NONE,
    /** By a certificate, verified on this connection. */
    SHOWN,
    /** By the certificate of an earlier connection, whose session this one resumes. */
    RESUMED
  }

  public ProxyTls {
    if (proof == Proof.NONE && commonName.isPresent()) {
      throw new IllegalArgumentException("a name needs the certificate that it stands in");
    }
  }

  /** Returns the value of the field, one {@code char} per octet. */
  String octets() {
    List<ProxyTlv> inner = new ArrayList<>();
    inner.add(ProxyTlv.text(VERSION, version));
    commonName.ifPresent(name -> inner.add(ProxyTlv.text(COMMON_NAME, name)));
    inner.add(ProxyTlv.text(CIPHER, cipher));
    // Not zero unless a certificate was verified.
    char verify = proof == Proof.NONE ? '\1' : '\0';
    return "" + (char) clientBits() + "\0\0\0" + verify + ProxyTlv.octets(inner);
  }

  private int clientBits() {
    return switch (proof) {
      case NONE -> CLIENT_SSL;
      case SHOWN -> CLIENT_SSL | CLIENT_CERT_CONN | CLIENT_CERT_SESS;
      case RESUMED -> CLIENT_SSL | CLIENT_CERT_SESS;
    };
  }
}
