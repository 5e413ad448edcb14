package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslEngine;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertificateException;
import java.util.List;
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
  public SslContext server(ServerPolicy policy) throws SSLException {
    ServerCertificate certificate = policy.certificate();
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .protocols(TlsParameters.VERSIONS);
    policy.protocol().ifPresent(p -> builder.applicationProtocolConfig(only(p)));
    policy
        .clients()
        .ifPresent(
            c ->
                builder
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(new ClientTrust(c, OpenSslTls::withAlert)));
    SslContext context = build(builder);
    OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
    // Tickets only: a session that the server keeps costs memory, and serves one process.
    sessions.setSessionCacheEnabled(false);
    // BoringSSL resumes no session that was made under another id, whatever key opened its ticket.
    sessions.setSessionIdContext(policy.digest().octets());
    return context;
  }

  /** BoringSSL chooses the alert by the kind of error: 48, 45, 44 or 42. */
  private static CertificateException withAlert(RefusedClientException refused) {
    int error =
        switch (refused.refusal().refusal()) {
          case CLIENT_CERTIFICATE_UNTRUSTED ->
              CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
          case CLIENT_CERTIFICATE_EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
          case CLIENT_CERTIFICATE_REVOKED -> CertificateVerifier.X509_V_ERR_CERT_REVOKED;
          default -> CertificateVerifier.X509_V_ERR_CERT_REJECTED;
        };
    return new OpenSslCertificateException(refused.getMessage(), refused, error);
  }

  @Override
  public void useTicketKeys(SslContext server, List<TicketKey> keys) {
    OpenSslSessionTicketKey[] asNettyWantsThem =
        keys.stream()
            .map(key -> new OpenSslSessionTicketKey(key.name(), key.hmacKey(), key.aesKey()))
            .toArray(OpenSslSessionTicketKey[]::new);
    ((OpenSslSessionContext) server.sessionContext()).setTicketKeys(asNettyWantsThem);
  }

  @Override
  public boolean isForLackOfCertificate(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("PEER_DID_NOT_RETURN_A_CERTIFICATE");
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

  @Override
  public TlsDetails details(SslHandler handler) {
    return OpenSslDetails.of(((OpenSslEngine) handler.engine()).sslPointer());
  }
}
