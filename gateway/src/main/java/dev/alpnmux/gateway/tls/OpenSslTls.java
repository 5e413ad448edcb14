package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * BoringSSL through Netty's tcnative. Its engine answers a close_notify by closing both directions,
 * so a client that ends its sending side loses the rest of the reply.
 */
final class OpenSslTls implements TlsTermination {
  @Override
  public boolean canExpress(ApplicationProtocol protocol) {
    return OpenSslText.canExpress(protocol);
  }

  @Override
  public SslContext server(ServerCertificate certificate, Optional<ApplicationProtocol> protocol)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .protocols(TlsParameters.VERSIONS);
    protocol.ifPresent(p -> builder.applicationProtocolConfig(only(p)));
    SslContext context = build(builder);
    // Tickets only: a session that the server keeps costs memory, and serves one process.
    ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
    return context;
  }

  @Override
  public SslContext client(UpstreamPolicy policy, ApplicationProtocol protocol)
      throws SSLException {
    return build(policy.builder().applicationProtocolConfig(only(protocol)));
  }

  private static SslContext build(SslContextBuilder builder) throws SSLException {
    return builder
        .sslProvider(SslProvider.OPENSSL)
        .ciphers(TlsParameters.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .option(OpenSslContextOption.GROUPS, TlsParameters.GROUPS.toArray(String[]::new))
        .build();
  }

  /** BoringSSL cannot send alert 120 through tcnative; the peek has done so already. */
  private static ApplicationProtocolConfig only(ApplicationProtocol protocol) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        OpenSslText.of(protocol));
  }

  @Override
  public Optional<ApplicationProtocol> negotiated(SslHandler handler) {
    return OpenSslText.protocol(handler.applicationProtocol());
  }
}
