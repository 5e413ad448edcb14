package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.UpstreamTls;
import io.netty.handler.ssl.SslContextBuilder;

/** Puts the trust and the identity for an upstream into a context. */
record UpstreamPolicy(UpstreamTls tls) {
  SslContextBuilder builder() {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .endpointIdentificationAlgorithm("HTTPS")
            .protocols(TlsParameters.VERSIONS);
    if (!tls.authorities().isEmpty()) {
      builder.trustManager(tls.authorities());
    }
    tls.identity().ifPresent(identity -> builder.keyManager(identity.key(), identity.chain()));
    return builder;
  }
}
