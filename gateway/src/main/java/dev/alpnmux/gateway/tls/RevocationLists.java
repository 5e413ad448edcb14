package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.clients.DistinguishedName;
import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.spec.Refusal;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a path to an authority (RFC 5280 §6) on which no certificate is revoked. Each one below
 * the authority needs a list of its issuer that is up to date: what cannot be looked up is refused.
 * The JDK's own check of revocation would ask the network.
 */
final class RevocationLists {
  private final List<X509Certificate> authorities;
  private final Set<TrustAnchor> anchors;
  private final List<RevocationList> lists;

  RevocationLists(ClientPolicy policy) {
    this.authorities = policy.authorities();
    this.anchors =
        authorities.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet());
    this.lists = policy.revocationLists();
  }

  /** Whether all that was found to be in order still is. */
  boolean areCurrent() {
    return lists.stream().allMatch(RevocationList::isCurrent);
  }

  /**
   * Returns why the client with this chain is refused, or nothing when it is not, or when there are
   * no lists. An authority that is shown as the client's own stands on no list.
   */
  Optional<ClientRefusal> judge(List<X509Certificate> chain) {
    if (lists.isEmpty() || authorities.contains(chain.get(0))) {
      return Optional.empty();
    }
    List<ClientRefusal> found = new ArrayList<>();
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters(chain, new PathChecker(found)));
      return Optional.empty();
    } catch (CertPathBuilderException e) {
      // Of several paths the one says most that ends at a revoked certificate.
      return Optional.of(
          found.stream()
              .min(Comparator.comparing(f -> f.refusal() != Refusal.CLIENT_CERTIFICATE_REVOKED))
              .orElse(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_UNTRUSTED)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PKIX", e);
    }
  }

  private PKIXBuilderParameters parameters(List<X509Certificate> chain, PathChecker checker)
      throws GeneralSecurityException {
    X509CertSelector own = new X509CertSelector();
    own.setCertificate(chain.get(0));
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
    parameters.setRevocationEnabled(false);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.addCertPathChecker(checker);
    return parameters;
  }

  private Optional<ClientRefusal> judge(X509Certificate certificate, X509Certificate issuer) {
    List<RevocationList> ofIssuer = lists.stream().filter(list -> list.isOf(issuer)).toList();
    if (ofIssuer.stream().anyMatch(list -> list.revokes(certificate))) {
      return Optional.of(
          new ClientRefusal(
              Refusal.CLIENT_CERTIFICATE_REVOKED,
              Refusal.CLIENT_CERTIFICATE_REVOKED.sentence()
                  + ": "
                  + ClientCertificate.of(certificate)));
    }
    return ofIssuer.stream().anyMatch(RevocationList::isCurrent)
        ? Optional.empty()
        : Optional.of(
            new ClientRefusal(Refusal.CLIENT_CERTIFICATE_UNTRUSTED, lack(issuer, ofIssuer)));
  }

  private static String lack(X509Certificate issuer, List<RevocationList> ofIssuer) {
    return ofIssuer.isEmpty()
        ? "there is no revocation list of "
            + DistinguishedName.text(issuer.getSubjectX500Principal())
        : "the revocation list in " + ofIssuer.get(0).file() + " is out of date";
  }

  /** Is asked about each certificate of a finished path, from below the authority to the client. */
  private final class PathChecker extends PKIXCertPathChecker {
    private final List<ClientRefusal> found;
    private @Nullable X509Certificate above;

    /**
     * @param found takes what is wrong with the paths; shared by the copies that the JDK makes
     */
    private PathChecker(List<ClientRefusal> found) {
      this.found = found;
    }

    @Override
    public void init(boolean forward) throws CertPathValidatorException {
      if (forward) {
        throw new CertPathValidatorException("the issuer must be known first");
      }
      above = null;
    }

    @Override
    public boolean isForwardCheckingSupported() {
      return false;
    }

    @Override
    public Set<String> getSupportedExtensions() {
      return Set.of();
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolvedCritical)
        throws CertPathValidatorException {
      X509Certificate current = (X509Certificate) certificate;
      Optional<ClientRefusal> refusal =
          judge(current, above == null ? authorityAbove(current) : above);
      if (refusal.isPresent()) {
        found.add(refusal.get());
        throw new CertPathValidatorException(refusal.get().detail());
      }
      above = current;
    }

    /** The JDK does not tell which authority a path leads to. Two of them can have one name. */
    private X509Certificate authorityAbove(X509Certificate certificate)
        throws CertPathValidatorException {
      for (X509Certificate authority : authorities) {
        if (hasIssued(authority, certificate)) {
          return authority;
        }
      }
      throw new CertPathValidatorException("no authority has issued it");
    }
  }

  private static boolean hasIssued(X509Certificate authority, X509Certificate certificate) {
    if (!authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
