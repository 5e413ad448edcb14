package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.tls.ClientRefusal;
import dev.alpnmux.gateway.tls.ClientVerifier;
import dev.alpnmux.spec.Refusal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Asks the policy of a service about its clients. */
final class ClientCertificateVerifier extends PeerVerifier {
  private final ClientVerifier policy;

  ClientCertificateVerifier(ClientVerifier policy) {
    this.policy = policy;
  }

  @Override
  int judge(NativeSession session, List<X509Certificate> chain, String authentication) {
    Optional<ClientRefusal> refusal = policy.judge(chain);
    session.shown(chain);
    session.refuse(refusal.orElse(null), null);
    return refusal.map(r -> codeOf(r.refusal())).orElse(X509_V_OK);
  }

  /** BoringSSL makes the alert of the code: 45, 44, 48, and 42 for the others. */
  private static int codeOf(Refusal refusal) {
    return switch (refusal) {
      case CLIENT_CERTIFICATE_EXPIRED -> X509_V_ERR_CERT_HAS_EXPIRED;
      case CLIENT_CERTIFICATE_REVOKED -> X509_V_ERR_CERT_REVOKED;
      case CLIENT_CERTIFICATE_UNTRUSTED -> X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
      default -> X509_V_ERR_CERT_REJECTED;
    };
  }
}
