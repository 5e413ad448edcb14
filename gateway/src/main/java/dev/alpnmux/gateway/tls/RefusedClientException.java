package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.Refusal;
import java.security.cert.CertificateException;
import java.util.Optional;

/** Carries the exact reason out of a TLS engine, as the cause of the handshake's failure. */
final class RefusedClientException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedClientException(Refusal refusal) {
    super(refusal.sentence());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }

  /** Returns the reason among the causes of a failure, if it is there. */
  static Optional<Refusal> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedClientException refused) {
        return Optional.of(refused.refusal);
      }
    }
    return Optional.empty();
  }
}
