package dev.alpnmux.gateway.clients;

import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.Optional;

/**
 * A DNS name among the alternative names.
 *
 * @param name the name, or a wildcard for one label
 */
record DnsPattern(ServerNamePattern name) implements ClientPattern {
  static DnsPattern parse(String written) {
    return ServerNamePattern.parse(written)
        .map(DnsPattern::new)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a host name, or a wildcard such as *.example.com, behind \"dns:\""
                        + " but found \"dns:"
                        + written
                        + '"'));
  }

  @Override
  public boolean matches(ClientCertificate certificate) {
    // A certificate for *.example.com proves none of the names below it.
    return certificate.dnsNames().stream()
        .map(ServerName::parse)
        .flatMap(Optional::stream)
        .anyMatch(name::matches);
  }

  @Override
  public String toString() {
    return "dns:" + name;
  }
}
