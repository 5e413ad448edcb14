package dev.alpnmux.gateway.nativetls;

import io.netty.internal.tcnative.CertificateVerifier;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges the certificates of peers when BoringSSL calls back from inside a handshake. It must not
 * keep a context: the native context keeps it, and would then never be freed.
 */
abstract class PeerVerifier extends CertificateVerifier {
  /** How many certificates of a chain are looked at. */
  static final int DEPTH_MAX = 10;

  private final Map<Long, NativeSession> sessions = new ConcurrentHashMap<>();

  /** The session works on its handshake from now on. */
  final void enter(long ssl, NativeSession session) {
    sessions.put(ssl, session);
  }

  /** The session does not call BoringSSL any more for now. */
  final void leave(long ssl) {
    sessions.remove(ssl);
  }

  /** Nothing is thrown through native code; whatever goes wrong is a refusal. */
  @Override
  public final int verify(long ssl, byte[][] chain, String authentication) {
    NativeSession session = sessions.get(ssl);
    return session == null ? X509_V_ERR_UNSPECIFIED : verify(session, chain, authentication);
  }

  private int verify(NativeSession session, byte[][] chain, String authentication) {
    try {
      return judge(session, certificates(chain), authentication);
    } catch (CertificateException | RuntimeException e) {
      session.refuse(null, e);
      return codeOf(e);
    }
  }

  /**
   * Judges once more what was accepted when the session began.
   *
   * @param leaf the peer's own certificate; none when the session has lost it
   * @param issuers the other certificates of its chain, if any
   */
  final boolean acceptsAgain(
      NativeSession session, byte @Nullable [] leaf, byte @Nullable [][] issuers) {
    List<byte[]> chain = new ArrayList<>();
    if (leaf != null) {
      chain.add(leaf);
    }
    if (issuers != null) {
      chain.addAll(Arrays.asList(issuers));
    }
    return leaf != null && verify(session, chain.toArray(byte[][]::new), "UNKNOWN") == X509_V_OK;
  }

  /** Returns what {@code X509_verify_cert} would. */
  abstract int judge(NativeSession session, List<X509Certificate> chain, String authentication)
      throws CertificateException;

  /** Returns the code for a chain that could not be judged, or was judged by an exception. */
  private static int codeOf(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.security.cert.CertificateExpiredException) {
        return X509_V_ERR_CERT_HAS_EXPIRED;
      }
      if (cause instanceof java.security.cert.CertPathBuilderException) {
        return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
      }
    }
    return X509_V_ERR_CERT_REJECTED;
  }

  static List<X509Certificate> certificates(byte[]... chain) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>(chain.length);
    for (byte[] der : chain) {
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return certificates;
  }
}
