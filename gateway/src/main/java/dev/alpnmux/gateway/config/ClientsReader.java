package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.clients.ClientPattern;
import dev.alpnmux.gateway.clients.DistinguishedName;
import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.route.ClientPolicy;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code clients} of a service. */
final class ClientsReader {
  static final Keys KEYS = Keys.of("certificateAuthorities", "allow", "crl");

  private static final String IF_NO_AUTHORITY = "expected at least one file";
  private static final String IF_NO_LIST =
      "expected at least one file; without the key nobody asks what is revoked";
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
    List<ClientPattern> allow = new ArrayList<>();
    for (JsonValue element : section.elements("allow", IF_NOBODY)) {
      values.text(element, ClientPattern::parse).ifPresent(allow::add);
    }
    List<RevocationList> lists = revocationLists(section, authorities);
    return authorities.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClientPolicy(authorities, allow, lists));
  }

  private List<RevocationList> revocationLists(Section section, List<X509Certificate> authorities) {
    List<RevocationList> lists = new ArrayList<>();
    for (JsonValue file : section.elementOrElements("crl", IF_NO_LIST)) {
      List<RevocationList> inFile = files.revocationLists(file);
      inFile.forEach(list -> checkIssuer(file, list, authorities));
      lists.addAll(inFile);
    }
    if (!lists.isEmpty()) {
      warnOfLack(section, lists, authorities);
    }
    return lists;
  }

  private void checkIssuer(JsonValue file, RevocationList list, List<X509Certificate> authorities) {
    List<X509Certificate> named =
        authorities.stream()
            .filter(a -> a.getSubjectX500Principal().equals(list.issuer()))
            .toList();
    String issuer = DistinguishedName.text(list.issuer());
    if (named.isEmpty()) {
      values
          .problems()
          .warn(
              file.place(),
              list.file()
                  + ": its issuer "
                  + issuer
                  + " is none of the certificateAuthorities; the list counts only for clients that"
                  + " show a certificate of this issuer");
    } else if (named.stream().noneMatch(list::isOf)) {
      values
          .problems()
          .add(
              file.place(),
              list.file() + ": the revocation list is not signed by " + issuer + ", as it says");
    }
    if (!list.isCurrent()) {
      values
          .problems()
          .warn(
              file.place(),
              list.file()
                  + ": the revocation list is out of date since "
                  + list.nextUpdate()
                  + "; until there is a new one, clients of "
                  + issuer
                  + " are refused");
    }
  }

  /** A client's own certificate that is trusted by itself issues nothing, and needs no list. */
  private static void warnOfLack(
      Section section, List<RevocationList> lists, List<X509Certificate> authorities) {
    authorities.stream()
        .filter(authority -> authority.getBasicConstraints() >= 0)
        .filter(authority -> lists.stream().noneMatch(list -> list.isOf(authority)))
        .forEach(
            authority ->
                section.warn(
                    "crl",
                    "there is no revocation list of "
                        + DistinguishedName.text(authority.getSubjectX500Principal())
                        + "; its clients are refused"));
  }
}
