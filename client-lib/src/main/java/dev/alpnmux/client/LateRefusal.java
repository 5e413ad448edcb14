package dev.alpnmux.client;

import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Knows the refusal that comes after the handshake: in TLS 1.3 a server judges the client's
 * certificate only when the client believes to be done. The alert is encrypted, so it is recognised
 * by its place: the server asked for a certificate, and ends the connection with an alert in place
 * of the first byte. Thread-safe.
 */
final class LateRefusal {
  private final boolean certificateRequested;
  private final Failures failures;
  private volatile boolean hasBytes;
  private volatile @Nullable ClientCertificateException refusal;

  LateRefusal(boolean certificateRequested, Failures failures) {
    this.certificateRequested = certificateRequested;
    this.failures = failures;
  }

  /** Whether the client cannot know yet that it was accepted. */
  boolean isPossible() {
    return certificateRequested;
  }

  /** The first byte of the service is there: whatever comes now is no refusal. */
  void bytesArrived() {
    hasBytes = true;
  }

  /** Returns what a failed read or write means: a refusal, or else the failure itself. */
  IOException meaning(IOException failure) {
    ClientCertificateException known = refusal;
    if (known != null) {
      return known;
    }
    if (!certificateRequested || hasBytes || !isAlert(failure)) {
      return failure;
    }
    Optional<AlertDescription> alert = alertNamedIn(failure);
    if (alert.filter(named -> !Failures.isAboutClientCertificate(named)).isPresent()) {
      return failure;
    }
    ClientCertificateException found = failures.lateRefusal(alert, failure);
    refusal = found;
    return found;
  }

  /** JSSE gives an alert from the peer no cause; what it finds wrong itself it mostly does. */
  private static boolean isAlert(IOException failure) {
    return failure instanceof SSLException
        && !(failure instanceof SSLProtocolException)
        && failure.getCause() == null;
  }

  /** The words differ from one JDK to the next, the alert's name in them does not. */
  private static Optional<AlertDescription> alertNamedIn(IOException failure) {
    String words = String.valueOf(failure.getMessage());
    for (AlertDescription alert : AlertDescription.values()) {
      if (words.endsWith(" " + alert)) {
        return Optional.of(alert);
      }
    }
    return Optional.empty();
  }
}
