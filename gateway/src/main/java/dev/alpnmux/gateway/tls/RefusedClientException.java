package dev.alpnmux.gateway.tls;

import java.security.cert.CertificateException;
import java.util.Optional;

/** Carries the exact reason out of a TLS engine, as the cause of the handshake's failure. */
final class RefusedClientException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final transient ClientRefusal refusal;

  RefusedClientException(ClientRefusal refusal) {
    super(refusal.detail());
    this.refusal = refusal;
  }

  ClientRefusal refusal() {
    return refusal;
  }

  /** Returns the reason among the causes of a failure, if it is there. */
  static Optional<ClientRefusal> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedClientException refused) {
        return Optional.of(refused.refusal);
      }
    }
    return Optional.empty();
  }
}
