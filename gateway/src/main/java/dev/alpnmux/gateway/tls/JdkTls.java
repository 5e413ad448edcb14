package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The JDK's own TLS: everywhere, with half-close on TLS 1.3, at about three times the CPU. */
final class JdkTls implements TlsTermination {
  static {
    // Renegotiation is off. The JDK has no switch for one engine, only this one, read once.
    if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
  }

  /** The JDK maps octets to chars one to one (jdk.tls.alpnCharset is ISO 8859-1 unless changed). */
  @Override
  public boolean canExpress(ApplicationProtocol protocol) {
    return true;
  }

  @Override
  public SslContext server(ServerCertificate certificate, Optional<ApplicationProtocol> protocol)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .protocols(TlsParameters.VERSIONS);
    protocol.ifPresent(
        p -> builder.applicationProtocolConfig(only(p, SelectorFailureBehavior.FATAL_ALERT)));
    return build(builder);
  }

  @Override
  public SslContext client(UpstreamPolicy policy, ApplicationProtocol protocol)
      throws SSLException {
    return build(
        policy
            .builder()
            .applicationProtocolConfig(only(protocol, SelectorFailureBehavior.NO_ADVERTISE)));
  }

  private static SslContext build(SslContextBuilder builder) throws SSLException {
    return builder
        .sslProvider(SslProvider.JDK)
        .ciphers(TlsParameters.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .build();
  }

  private static ApplicationProtocolConfig only(
      ApplicationProtocol protocol, SelectorFailureBehavior behavior) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN, behavior, SelectedListenerFailureBehavior.ACCEPT, protocol.octets());
  }

  @Override
  public Optional<ApplicationProtocol> negotiated(SslHandler handler) {
    return Optional.ofNullable(handler.applicationProtocol())
        .filter(octets -> !octets.isEmpty())
        .map(ApplicationProtocol::new);
  }
}
