package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * PKIX (RFC 5280) as the JDK's own trust manager does it for clients: a path to an authority, in
 * date, for the use as a TLS client, with no algorithm that the JDK has disabled. No revocation, no
 * network. Then the allow list.
 */
final class PkixClientVerifier implements ClientVerifier {
  /** RFC 5280 §4.2.1.6: the tag of a dNSName among the alternative names. */
  private static final int DNS_NAME = 2;

  private final X509TrustManager pkix;
  private final ClientPolicy policy;

  PkixClientVerifier(ClientPolicy policy) {
    this.policy = policy;
    try {
      this.pkix = pkix(policy.authorities());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PKIX", e);
    }
  }

  private static X509TrustManager pkix(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        authorities.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  @Override
  public Optional<Refusal> judge(List<X509Certificate> chain) {
    X509Certificate own = chain.get(0);
    try {
      pkix.checkClientTrusted(
          chain.toArray(X509Certificate[]::new), own.getPublicKey().getAlgorithm());
      // PKIX never looks at the dates of what it trusts, and a client may show an authority.
      own.checkValidity();
    } catch (CertificateException e) {
      return Optional.of(
          isOutOfDate(e)
              ? Refusal.CLIENT_CERTIFICATE_EXPIRED
              : Refusal.CLIENT_CERTIFICATE_UNTRUSTED);
    }
    return isAllowed(own) ? Optional.empty() : Optional.of(Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED);
  }

  private static boolean isOutOfDate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return true;
      }
      if (cause instanceof CertPathValidatorException path
          && (path.getReason() == BasicReason.EXPIRED
              || path.getReason() == BasicReason.NOT_YET_VALID)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAllowed(X509Certificate certificate) {
    return policy.allow().isEmpty() || names(certificate).stream().anyMatch(this::isAllowed);
  }

  private boolean isAllowed(List<?> name) {
    if (!name.get(0).equals(DNS_NAME)) {
      return false;
    }
    // A certificate for *.example.com proves none of the names below it.
    Optional<ServerName> dnsName = ServerName.parse((String) name.get(1));
    return dnsName.isPresent()
        && policy.allow().stream()
            .anyMatch((ServerNamePattern pattern) -> pattern.matches(dnsName.get()));
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      // Names that cannot be read allow nothing.
      return List.of();
    }
  }

  @Override
  public List<X509Certificate> authorities() {
    return policy.authorities();
  }
}
