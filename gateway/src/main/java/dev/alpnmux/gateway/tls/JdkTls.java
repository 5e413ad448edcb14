package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** The JDK's own TLS: everywhere, with half-close on TLS 1.3, at about three times the CPU. */
final class JdkTls implements TlsTermination {
  /** The least that there is: 0 means no limit. */
  private static final int SESSIONS_KEPT = 1;

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
  public SslContext server(ServerPolicy policy) throws SSLException {
    ServerCertificate certificate = policy.certificate();
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .protocols(TlsParameters.VERSIONS)
            // Tickets need no cache. A client without them gets a full handshake.
            .sessionCacheSize(SESSIONS_KEPT);
    policy
        .protocol()
        .ifPresent(
            p -> builder.applicationProtocolConfig(only(p, SelectorFailureBehavior.FATAL_ALERT)));
    policy
        .clients()
        .ifPresent(
            c -> builder.clientAuth(ClientAuth.REQUIRE).trustManager(new ClientTrust(c, e -> e)));
    return build(builder);
  }

  /** The JDK has no way to set them: each context has its own, and resumes while it lives. */
  @Override
  public void useTicketKeys(SslContext server, List<TicketKey> keys) {}

  @Override
  public boolean isForLackOfCertificate(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("Empty client certificate chain");
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

  /** An SSLSession tells neither the group nor whether it is resumed. */
  @Override
  public TlsDetails details(SslHandler handler) {
    SSLSession session = handler.engine().getSession();
    return new TlsDetails(
        session.getProtocol(),
        CipherName.of(session.getCipherSuite()),
        Optional.empty(),
        Optional.empty());
  }
}
