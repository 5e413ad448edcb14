package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.spec.Refusal;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Judges the certificates that the clients of one service show. Thread-safe; does not block. */
public interface ClientVerifier {
  /** Returns one that verifies as the JDK does, without asking the network, and by the policy. */
  static ClientVerifier of(ClientPolicy policy) {
    return new PkixClientVerifier(policy);
  }

  /**
   * Returns why a client with this certificate gets no service, or nothing when it does.
   *
   * @param chain what the client has shown, its own certificate first; at least one
   */
  Optional<ClientRefusal> judge(List<X509Certificate> chain);

  /**
   * Returns why a client whose session is resumed gets no service, or nothing when it does. No
   * certificate was shown this time; the one of the session was judged by the same policy when the
   * session was made, and since then only time has passed.
   *
   * @param chain what the session remembers, the client's own certificate first
   */
  default Optional<ClientRefusal> judgeResumed(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return Optional.of(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_MISSING));
    }
    try {
      // Only its own: among the others may be one that no path to an authority needs.
      chain.get(0).checkValidity();
      return Optional.empty();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return Optional.of(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_EXPIRED));
    }
  }

  /** Returns the authorities that clients are told of, so that they can choose a certificate. */
  List<X509Certificate> authorities();
}
