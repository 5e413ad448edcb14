package dev.alpnmux.gateway.route;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * How the gateway speaks TLS with the upstream of a reencrypt service. The upstream's certificate
 * and name are always verified.
 *
 * @param authorities the trusted authorities; empty means those of the system
 * @param serverName the name that is asked for and verified; nothing means the upstream's host
 * @param identity what the gateway proves itself with when the upstream asks
 */
public record UpstreamTls(
    List<X509Certificate> authorities, Optional<String> serverName, Optional<Identity> identity) {
  /** System trust, the upstream's host as its name, no client certificate. */
  public static final UpstreamTls DEFAULT =
      new UpstreamTls(List.of(), Optional.empty(), Optional.empty());

  public UpstreamTls {
    authorities = List.copyOf(authorities);
  }

  /** A certificate chain, leaf first, with its private key. */
  public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public Identity {
      chain = List.copyOf(chain);
    }
  }
}
