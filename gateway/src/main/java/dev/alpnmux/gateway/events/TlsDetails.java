package dev.alpnmux.gateway.events;

import java.util.Optional;

/**
 * What a finished TLS handshake with a client has come to. An engine tells what it can: BoringSSL
 * all of this, the JDK neither group nor resumption.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher OpenSSL's name of the cipher suite
 * @param group the group of the key exchange in the names of BoringSSL, such as {@code X25519}
 * @param isResumed whether it resumed the session of an earlier connection
 */
public record TlsDetails(
    String version, String cipher, Optional<String> group, Optional<Boolean> isResumed) {
  public TlsDetails {
    if (version.isEmpty() || cipher.isEmpty()) {
      throw new IllegalArgumentException("a finished handshake has a version and a cipher");
    }
  }
}
