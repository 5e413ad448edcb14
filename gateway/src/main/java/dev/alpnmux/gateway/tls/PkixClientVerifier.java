package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.spec.Refusal;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * PKIX (RFC 5280) as the JDK's own trust manager does it for clients: a path to an authority, in
 * date, for the use as a TLS client, with no algorithm that the JDK has disabled, and without the
 * network. Then the revocation lists, then the allow list.
 */
final class PkixClientVerifier implements ClientVerifier {
  /**
   * A client and the five issuers that the JDK's paths have at most. More could only make its
   * search long, with issuers that certify each other.
   */
  private static final int CHAIN_MAX = 6;

  private final X509TrustManager pkix;
  private final RevocationLists revocation;
  private final ClientPolicy policy;

  PkixClientVerifier(ClientPolicy policy) {
    this.policy = policy;
    this.revocation = new RevocationLists(policy);
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
  public Optional<ClientRefusal> judge(List<X509Certificate> shown) {
    List<X509Certificate> chain = ofUse(shown);
    if (chain.size() > CHAIN_MAX) {
      return Optional.of(
          new ClientRefusal(
              Refusal.CLIENT_CERTIFICATE_UNTRUSTED,
              "the client shows more issuers than any path to an authority has"));
    }
    return judgeByPath(chain)
        .or(() -> revocation.judge(chain))
        .or(() -> judgeByAllowList(chain.get(0)));
  }

  /** Without the authorities themselves, which are known, and what is said twice. */
  private List<X509Certificate> ofUse(List<X509Certificate> shown) {
    X509Certificate own = shown.get(0);
    Stream<X509Certificate> issuers =
        shown.stream().skip(1).filter(issuer -> !policy.authorities().contains(issuer));
    return Stream.concat(Stream.of(own), issuers).distinct().toList();
  }

  private Optional<ClientRefusal> judgeByPath(List<X509Certificate> chain) {
    X509Certificate own = chain.get(0);
    try {
      pkix.checkClientTrusted(
          chain.toArray(X509Certificate[]::new), own.getPublicKey().getAlgorithm());
      // PKIX never looks at the dates of what it trusts, and a client may show an authority.
      own.checkValidity();
      return Optional.empty();
    } catch (CertificateException e) {
      return Optional.of(
          ClientRefusal.of(
              isOutOfDate(e)
                  ? Refusal.CLIENT_CERTIFICATE_EXPIRED
                  : Refusal.CLIENT_CERTIFICATE_UNTRUSTED));
    }
  }

  /** A list may have run out since the session was made; nothing else about it can have changed. */
  @Override
  public Optional<ClientRefusal> judgeResumed(List<X509Certificate> chain) {
    return chain.isEmpty() || revocation.areCurrent()
        ? ClientVerifier.super.judgeResumed(chain)
        : judge(chain);
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

  private Optional<ClientRefusal> judgeByAllowList(X509Certificate own) {
    ClientCertificate client = ClientCertificate.of(own);
    if (policy.allow().isEmpty() || policy.allow().stream().anyMatch(p -> p.matches(client))) {
      return Optional.empty();
    }
    Refusal refusal = Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED;
    return Optional.of(new ClientRefusal(refusal, refusal.sentence() + ": " + client));
  }

  @Override
  public List<X509Certificate> authorities() {
    return policy.authorities();
  }
}
