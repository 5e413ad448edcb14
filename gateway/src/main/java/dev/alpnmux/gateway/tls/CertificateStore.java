package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which certificate a client is shown: by its server name, then by what it can verify. */
public final class CertificateStore {
  // RFC 8446 §4.2.3: ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384, ecdsa_secp521r1_sha512
  private static final Set<Integer> ECDSA_SCHEMES = Set.of(0x0403, 0x0503, 0x0603);
  // TLS 1.2 binds the kind of certificate to the cipher suite (RFC 5289, RFC 7905).
  private static final Set<Integer> ECDSA_SUITES = Set.of(0xC02B, 0xC02C, 0xCCA9);

  private final List<ServerCertificate> certificates;
  private final Map<ServerNamePattern, List<ServerCertificate>> byName = new HashMap<>();

  /**
   * @param certificates the first one answers clients without a server name
   */
  public CertificateStore(List<ServerCertificate> certificates) {
    this.certificates = List.copyOf(certificates);
    for (ServerCertificate certificate : certificates) {
      for (ServerNamePattern name : certificate.names()) {
        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(certificate);
      }
    }
  }

  /** Returns all names of all certificates. */
  public Set<ServerNamePattern> names() {
    return byName.keySet();
  }

  /**
   * Returns the certificate for this client, or nothing when none covers the name.
   *
   * @param name the checked server name of the hello, if it has one
   */
  public Optional<ServerCertificate> choose(Optional<ServerName> name, ClientHello hello) {
    List<ServerCertificate> candidates = name.map(this::covering).orElseGet(this::firstAndItsPair);
    boolean verifiesEcdsa = verifiesEcdsa(hello);
    return candidates.stream()
        .filter(c -> c.isEcdsa() == verifiesEcdsa)
        .findFirst()
        .or(() -> candidates.stream().findFirst());
  }

  /**
   * Returns the certificate for this client, or nothing when none covers the name. A client that is
   * only reported is answered under any name, with the first certificate.
   */
  public Optional<ServerCertificate> choose(Forward forward, ClientHello hello) {
    Optional<ServerCertificate> covering = choose(forward.serverName(), hello);
    return covering.isPresent() || forward.reported().isEmpty()
        ? covering
        : choose(Optional.empty(), hello);
  }

  /** The exact name wins over the wildcard; of one name all certificates are candidates. */
  private List<ServerCertificate> covering(ServerName name) {
    List<ServerCertificate> exact = byName.get(new ServerNamePattern(name, false));
    if (exact != null) {
      return exact;
    }
    return name.parent()
        .map(parent -> byName.get(new ServerNamePattern(parent, true)))
        .orElse(List.of());
  }

  private List<ServerCertificate> firstAndItsPair() {
    return certificates.stream()
        .filter(c -> c.names().equals(certificates.get(0).names()))
        .toList();
  }

  private static boolean verifiesEcdsa(ClientHello hello) {
    boolean signature = hello.signatureSchemes().stream().anyMatch(ECDSA_SCHEMES::contains);
    return signature
        && (hello.offersTls13() || hello.cipherSuites().stream().anyMatch(ECDSA_SUITES::contains));
  }
}
