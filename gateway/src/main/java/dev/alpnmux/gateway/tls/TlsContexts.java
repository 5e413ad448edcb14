package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * One TLS context for each service, id and certificate, made on first use: sessions and their
 * tickets belong to a context, so none of service A ever resumes at service B. Thread-safe.
 */
public final class TlsContexts {
  private final TlsEngine engine;
  private final TlsTermination jdk = new JdkTls();
  private final TlsTermination openSsl = new OpenSslTls();
  private final CertificateStore certificates;
  private final Map<ServerKey, SslContext> servers = new ConcurrentHashMap<>();
  private final Map<ClientKey, SslContext> clients = new ConcurrentHashMap<>();

  private record ServerKey(
      String service, Optional<ApplicationProtocol> protocol, ServerCertificate certificate) {}

  private record ClientKey(String service, ApplicationProtocol protocol) {}

  /**
   * @param engine what speaks TLS
   * @param certificates what clients are shown
   */
  public TlsContexts(TlsEngine engine, CertificateStore certificates) {
    this.engine = engine;
    this.certificates = certificates;
  }

  /** Returns why this engine cannot be used on this machine, or nothing when it can. */
  public static Optional<String> lackOf(TlsEngine engine) {
    return engine != TlsEngine.OPENSSL || OpenSsl.isAvailable()
        ? Optional.empty()
        : Optional.of(
            "the engine OPENSSL needs netty-tcnative, which does not load here: "
                + OpenSsl.unavailabilityCause().getMessage());
  }

  /** Returns the TLS session with a client, not yet begun. */
  public ServerTls server(Forward forward, ClientHello hello) throws SSLException {
    ServerCertificate certificate =
        certificates
            .choose(forward.serverName(), hello)
            .orElseThrow(() -> new SSLException("no certificate covers the server name"));
    TlsTermination termination = terminationFor(forward.acknowledged());
    ServerKey key =
        new ServerKey(forward.route().service().name(), forward.acknowledged(), certificate);
    SslContext context = servers.get(key);
    if (context == null) {
      context = termination.server(certificate, forward.acknowledged());
      SslContext raced = servers.putIfAbsent(key, context);
      context = raced == null ? context : raced;
    }
    return new ServerTls(context, termination);
  }

  /** Returns the TLS session with an upstream of the service, not yet begun. */
  public UpstreamSession client(Service service, ApplicationProtocol protocol) throws SSLException {
    TlsTermination termination = terminationFor(Optional.of(protocol));
    ClientKey key = new ClientKey(service.name(), protocol);
    SslContext context = clients.get(key);
    if (context == null) {
      context = termination.client(new UpstreamPolicy(service.upstreamTls()), protocol);
      SslContext raced = clients.putIfAbsent(key, context);
      context = raced == null ? context : raced;
    }
    return new UpstreamSession(context, termination, protocol);
  }

  private TlsTermination terminationFor(Optional<ApplicationProtocol> protocol) {
    boolean isExpressible = protocol.map(openSsl::canExpress).orElse(true);
    return engine == TlsEngine.OPENSSL && isExpressible ? openSsl : jdk;
  }

  /** TLS with one client, to be put into its pipeline. */
  public static final class ServerTls {
    private final SslContext context;
    private final TlsTermination termination;

    private ServerTls(SslContext context, TlsTermination termination) {
      this.context = context;
      this.termination = termination;
    }

    /** Returns a new handler; its handshake timeout is off, the flow has its own. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
      SslHandler handler = context.newHandler(allocator);
      handler.setHandshakeTimeoutMillis(0);
      return handler;
    }

    /** Returns what the finished handshake of {@code handler} was for. */
    public Negotiated negotiated(SslHandler handler) {
      return new Negotiated(
          termination.negotiated(handler), RequestedServerName.of(handler.engine().getSession()));
    }
  }
}
