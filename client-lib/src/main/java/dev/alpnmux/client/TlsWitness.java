package dev.alpnmux.client;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sees what comes over one connection whose bytes somebody else moves, and says what a failure of
 * its TLS means. Thread-safe.
 */
final class TlsWitness {
  private final AlertTap tap = new AlertTap();
  private final Failures failures;
  private final ConnectionAccount account;
  private boolean certificateRequested;
  private volatile @Nullable LateRefusal late;
  private @Nullable SSLException verdict;

  TlsWitness(Failures failures, ConnectionAccount account) {
    this.failures = failures;
    this.account = account;
  }

  synchronized void certificateRequested() {
    certificateRequested = true;
  }

  /** Looks at bytes of the server, each once; there is nothing to look at behind a handshake. */
  void arrived(ByteBuffer records) {
    if (late == null) {
      byte[] bytes = new byte[records.remaining()];
      records.get(bytes);
      see(bytes);
    }
  }

  private synchronized void see(byte[] bytes) {
    tap.see(bytes, 0, bytes.length);
  }

  synchronized void handshakeDone() {
    if (late == null) {
      late = new LateRefusal(certificateRequested, failures);
    }
  }

  /** So many bytes of the service came. */
  void read(int bytes) {
    LateRefusal refusal = late;
    if (bytes > 0 && refusal != null) {
      refusal.bytesArrived();
      account.read(bytes);
    }
  }

  /** So many bytes go to the service. */
  void written(int bytes) {
    account.written(bytes);
  }

  /** Returns what a failure means, with the exact exception as its cause; the first one stays. */
  synchronized SSLException meaning(SSLException failure) {
    if (verdict != null) {
      return verdict;
    }
    LateRefusal refusal = late;
    if (refusal == null) {
      AlpnmuxException known = failures.handshake(failure, tap, certificateRequested);
      verdict = typed(known.with(List.of(known.attempt(known.gateway().toString()))));
      return verdict;
    }
    if (refusal.meaning(failure) instanceof ClientCertificateException known) {
      account.refusedLate(known);
      verdict = typed(known);
      return verdict;
    }
    return failure;
  }

  /** Libraries expect an exception of TLS, and some keep nothing of it but its words. */
  private static SSLException typed(AlpnmuxException known) {
    SSLException failure = new SSLHandshakeException(known.getMessage());
    failure.initCause(known);
    return failure;
  }
}
