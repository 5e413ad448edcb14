package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.spec.ServerNamePattern;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code clients} of a service. */
final class ClientsReader {
  static final Keys KEYS = Keys.of("certificateAuthorities", "allow").reserving("crl");

  private static final String DNS = "dns:";
  private static final List<String> LATER = List.of("uri:", "cn:", "ou:", "spki:");
  private static final String IF_NO_AUTHORITY = "expected at least one file";
  private static final String IF_NOBODY =
      "expected at least one pattern; without the key every certificate of the authorities will do";

  private final ValueReader values;
  private final PemFiles files;

  ClientsReader(ValueReader values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  /** Returns the policy; nothing without the key, and when there is a problem with it. */
  Optional<ClientPolicy> read(Section service) {
    return service.section("clients", KEYS).flatMap(this::policy);
  }

  private Optional<ClientPolicy> policy(Section section) {
    section.require("certificateAuthorities");
    List<X509Certificate> authorities =
        files.authorities(section.elements("certificateAuthorities", IF_NO_AUTHORITY));
    List<ServerNamePattern> allow = new ArrayList<>();
    for (JsonValue element : section.elements("allow", IF_NOBODY)) {
      values.text(element, ClientsReader::pattern).ifPresent(allow::add);
    }
    return authorities.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClientPolicy(authorities, allow));
  }

  private static ServerNamePattern pattern(String written) {
    LATER.stream()
        .filter(written::startsWith)
        .findFirst()
        .ifPresent(
            kind -> {
              throw new IllegalArgumentException(
                  "\"" + kind + "\" is not built yet in this version; use " + DNS);
            });
    if (!written.startsWith(DNS)) {
      throw new IllegalArgumentException(
          "expected a pattern such as \"dns:*.example.com\" but found \"" + written + '"');
    }
    return ServerNamePattern.parse(written.substring(DNS.length()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a host name, or a wildcard such as *.example.com, behind \"dns:\""
                        + " but found \""
                        + written
                        + '"'));
  }
}
