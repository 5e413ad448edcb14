package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ServerNamePattern;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which clients a service lets in by their certificates.
 *
 * @param authorities who issues the certificates; at least one
 * @param allow a client needs a DNS name that one of these stands for; empty means that every
 *     certificate of the authorities will do
 */
public record ClientPolicy(List<X509Certificate> authorities, List<ServerNamePattern> allow) {
  public ClientPolicy {
    authorities = List.copyOf(authorities);
    allow = List.copyOf(allow);
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("without an authority no client can be verified");
    }
  }
}
