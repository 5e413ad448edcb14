package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Optional;

/**
 * What the clients of one TLS context have in common.
 *
 * @param certificate what they are shown
 * @param protocol the only id that is acknowledged, or nothing for clients without ALPN
 * @param clients who judges their certificates, if they need any
 * @param digest what their sessions are bound to
 */
record ServerPolicy(
    ServerCertificate certificate,
    Optional<ApplicationProtocol> protocol,
    Optional<ClientVerifier> clients,
    PolicyDigest digest) {
  static ServerPolicy of(Forward forward, ServerCertificate certificate) {
    Service service = forward.route().service();
    return new ServerPolicy(
        certificate,
        forward.acknowledged(),
        service.clients().map(ClientVerifier::of),
        PolicyDigest.of(service, forward.acknowledged(), certificate));
  }
}
