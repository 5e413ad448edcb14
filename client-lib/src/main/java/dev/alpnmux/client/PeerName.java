package dev.alpnmux.client;

import dev.alpnmux.spec.ServerName;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * The one name that is both sent and verified. JSSE accepts a certificate for the sent name or for
 * the peer host, so the two must never differ.
 *
 * @param host the name or IP address that the certificate must carry
 * @param sent the server name to send; none for an IP address (RFC 6066 §3)
 */
record PeerName(String host, List<SNIServerName> sent) {
  /** Returns the name for a gateway, {@code override} if it is given. */
  static PeerName of(Candidate gateway, Optional<ServerName> override) {
    return override
        .or(gateway::origin)
        .or(gateway.address()::serverName)
        // Set explicitly, because by itself JSSE sends no name without a dot, such as localhost.
        .map(name -> new PeerName(name.value(), List.of(new SNIHostName(name.value()))))
        .orElseGet(() -> new PeerName(gateway.address().host(), List.of()));
  }
}
