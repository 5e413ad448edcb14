package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.clients.ClientPattern;
import dev.alpnmux.gateway.clients.RevocationList;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which clients a service lets in by their certificates.
 *
 * @param authorities who issues the certificates; at least one
 * @param allow one of these stands for a client that is let in; empty means that every certificate
 *     of the authorities will do
 * @param revocationLists what the authorities have taken back; empty means that nobody asks.
 *     Otherwise each certificate below an authority needs a list of its issuer that is up to date
 */
public record ClientPolicy(
    List<X509Certificate> authorities,
    List<ClientPattern> allow,
    List<RevocationList> revocationLists) {
  public ClientPolicy {
    authorities = List.copyOf(authorities);
    allow = List.copyOf(allow);
    revocationLists = List.copyOf(revocationLists);
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("without an authority no client can be verified");
    }
  }
}
