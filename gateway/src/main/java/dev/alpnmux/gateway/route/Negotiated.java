package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerName;
import java.util.Optional;

/**
 * What a finished handshake with a client says that it was for.
 *
 * @param protocol the id that was acknowledged, if any
 * @param serverName the server name that the client asked for, if any
 * @param client the certificate that the client has proved itself with, where the service asks
 */
public record Negotiated(
    Optional<ApplicationProtocol> protocol,
    Optional<String> serverName,
    Optional<ClientCertificate> client) {
  /** A handshake in which nobody asked for a certificate. */
  public Negotiated(Optional<ApplicationProtocol> protocol, Optional<String> serverName) {
    this(protocol, serverName, Optional.empty());
  }

  /**
   * Whether this is what was decided on the first ClientHello. A client that was asked for a second
   * one (RFC 8446 §4.1.4) could have named something else there.
   */
  public boolean agreesWith(Forward forward) {
    return protocol.equals(forward.acknowledged())
        && serverName.flatMap(ServerName::parse).equals(forward.serverName())
        && (serverName.isPresent() == forward.serverName().isPresent() || isUnknown(forward));
  }

  /** A name that is none has led to the default service: it is still there, and still none. */
  private static boolean isUnknown(Forward forward) {
    return forward.reported().isPresent();
  }
}
