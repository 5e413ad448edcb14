package dev.alpnmux.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.Map;
import java.util.Optional;

/**
 * Why a certificate was not accepted, told by types and codes: the words of the JDK name its own
 * classes, and differ from release to release.
 */
final class Distrust {
  private static final String OWN = "its certificate ";
  private static final String EXPIRED = "has expired";
  private static final String NOT_YET_VALID = "is not valid yet";
  private static final String UNTRUSTED = "is not from a trusted authority";

  private static final Map<CertPathValidatorException.Reason, String> REASONS =
      Map.of(
          BasicReason.EXPIRED,
          EXPIRED,
          BasicReason.NOT_YET_VALID,
          NOT_YET_VALID,
          BasicReason.REVOKED,
          "was revoked",
          BasicReason.INVALID_SIGNATURE,
          "has a wrong signature",
          BasicReason.ALGORITHM_CONSTRAINED,
          "uses an algorithm that this Java does not allow",
          PKIXReason.NO_TRUST_ANCHOR,
          UNTRUSTED);

  private Distrust() {}

  /** Returns the reason, unless it is one that only the exception's own words tell. */
  static Optional<String> reason(Throwable distrust) {
    Optional<String> reason = Optional.empty();
    for (Throwable t = distrust; t != null; t = t.getCause()) {
      Optional<String> exact = exact(t);
      if (exact.isPresent()) {
        return exact;
      }
      if (t instanceof CertPathBuilderException) {
        // A cause may still say why no authority was reached.
        reason = Optional.of(OWN + UNTRUSTED);
      }
    }
    return reason;
  }

  private static Optional<String> exact(Throwable failure) {
    if (failure instanceof CertificateExpiredException) {
      return Optional.of(OWN + EXPIRED);
    }
    if (failure instanceof CertificateNotYetValidException) {
      return Optional.of(OWN + NOT_YET_VALID);
    }
    return failure instanceof CertPathValidatorException invalid
        ? exact(invalid)
        : Optional.empty();
  }

  private static Optional<String> exact(CertPathValidatorException invalid) {
    // The server's own certificate is the first of the path; -1 is none in particular.
    String which = invalid.getIndex() > 0 ? "a certificate of its chain " : OWN;
    return Optional.ofNullable(REASONS.get(invalid.getReason())).map(which::concat);
  }
}
