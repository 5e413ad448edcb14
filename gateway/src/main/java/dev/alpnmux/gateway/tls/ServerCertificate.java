package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its private key, that clients are shown.
 *
 * @param file where it was read, for messages
 * @param chain the certificates, leaf first
 * @param key the private key of the leaf
 * @param names the DNS names among its subject alternative names (RFC 9525 §6.3); the common name
 *     does not count
 */
public record ServerCertificate(
    String file, List<X509Certificate> chain, PrivateKey key, List<ServerNamePattern> names) {
  public ServerCertificate {
    chain = List.copyOf(chain);
    names = List.copyOf(names);
  }

  /** Whether one of its names stands for {@code name}. */
  public boolean covers(ServerName name) {
    return names.stream().anyMatch(pattern -> pattern.matches(name));
  }

  /** When it expires. Those behind it in the chain do not count: clients may not need them. */
  public Instant notAfter() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Whether clients need ECDSA to use it; others are RSA or EdDSA. */
  public boolean isEcdsa() {
    return key.getAlgorithm().equals("EC");
  }
}
