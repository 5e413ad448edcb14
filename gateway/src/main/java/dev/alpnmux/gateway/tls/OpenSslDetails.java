package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.events.TlsDetails;
import io.netty.internal.tcnative.SSL;
import java.util.Optional;

/** Asks BoringSSL what a handshake has come to. */
public final class OpenSslDetails {
  private OpenSslDetails() {}

  /**
   * Returns what the finished handshake of a session has come to.
   *
   * @param ssl the session's address: it must not be freed
   */
  public static TlsDetails of(long ssl) {
    return new TlsDetails(
        SSL.getVersion(ssl),
        CipherName.of(SSL.getCipherForSSL(ssl)),
        group(ssl),
        Optional.of(SSL.isSessionReused(ssl)));
  }

  private static Optional<String> group(long ssl) {
    try {
      return Optional.ofNullable(SSL.getGroupName(ssl));
    } catch (Exception e) {
      // Declared, and thrown only for an address of 0.
      throw new IllegalStateException("the session is freed", e);
    }
  }
}
