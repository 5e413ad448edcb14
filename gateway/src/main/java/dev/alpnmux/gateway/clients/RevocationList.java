package dev.alpnmux.gateway.clients;

import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/**
 * A complete list of the certificates that one issuer has revoked (RFC 5280 §5), as it stands in a
 * file. Thread-safe; does not block.
 */
public final class RevocationList {
  /** RFC 5280 §4.2.1.3: the place of cRLSign among the uses of a key. */
  private static final int CRL_SIGN = 6;

  private final String file;
  private final X509CRL list;
  private final Instant nextUpdate;

  /** A list can be large, and its signature is asked for in every handshake. */
  private final Map<X509Certificate, Boolean> issuers = new ConcurrentHashMap<>();

  private RevocationList(String file, X509CRL list, Instant nextUpdate) {
    this.file = file;
    this.list = list;
    this.nextUpdate = nextUpdate;
  }

  /**
   * Returns the list, not yet verified.
   *
   * @param file where it stands, for messages
   * @throws IllegalArgumentException with a message for the user, if what it does not say of a
   *     certificate means nothing: it is partial, or has no end
   */
  public static RevocationList of(String file, X509CRL list) {
    Date nextUpdate = list.getNextUpdate();
    if (nextUpdate == null) {
      throw new IllegalArgumentException(
          file + ": the revocation list does not say when the next one is due (nextUpdate)");
    }
    requireComplete(file, list);
    return new RevocationList(file, list, nextUpdate.toInstant());
  }

  /** RFC 5280 §5.2 and §5.3: what is not understood and critical must not be passed over. */
  private static void requireComplete(String file, X509CRL list) {
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": the revocation list is partial, a delta or indirect (critical extension "
              + critical.iterator().next()
              + "); a complete one of one issuer is needed");
    }
    Collection<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    if (entries != null
        && entries.stream().anyMatch(X509CRLEntry::hasUnsupportedCriticalExtension)) {
      throw new IllegalArgumentException(
          file + ": an entry of the revocation list has a critical extension that is not known");
    }
  }

  /** Where it stands. */
  public String file() {
    return file;
  }

  /** Who says that it is his. */
  public X500Principal issuer() {
    return list.getIssuerX500Principal();
  }

  /** When it is out of date. */
  public Instant nextUpdate() {
    return nextUpdate;
  }

  /** Whether it still says what is so. */
  public boolean isCurrent() {
    return Instant.now().isBefore(nextUpdate);
  }

  /** Whether this issuer has signed it, and may. */
  public boolean isOf(X509Certificate candidate) {
    return candidate.getSubjectX500Principal().equals(issuer())
        && issuers.computeIfAbsent(candidate, this::isSignedBy);
  }

  private boolean isSignedBy(X509Certificate candidate) {
    boolean[] uses = candidate.getKeyUsage();
    if (uses != null && !uses[CRL_SIGN]) {
      return false;
    }
    try {
      list.verify(candidate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether the certificate, which is one of the same issuer, is on it. */
  public boolean revokes(X509Certificate certificate) {
    return list.isRevoked(certificate);
  }

  /** Returns the octets of it. */
  public byte[] encoded() {
    try {
      return list.getEncoded();
    } catch (CRLException e) {
      throw new IllegalStateException("a list that was read can be written", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationList same && file.equals(same.file) && list.equals(same.list);
  }

  @Override
  public int hashCode() {
    return file.hashCode() + nextUpdate.hashCode();
  }

  @Override
  public String toString() {
    return file + " of " + issuer() + " until " + nextUpdate;
  }
}
