package dev.alpnmux.gateway.tls;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/** Asks a finished session for the server name that the client sent. */
final class RequestedServerName {
  private RequestedServerName() {}

  static Optional<String> of(SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? extended.getRequestedServerNames().stream()
            .findFirst()
            .map(name -> new String(name.getEncoded(), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }
}
