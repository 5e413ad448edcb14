package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * All TLS contexts of one configuration, made on first use: one for each service, id and
 * certificate. Sessions and the keys of their tickets belong to these, so none of service A ever
 * resumes at service B. Thread-safe.
 */
public final class TlsContexts {
  private final TlsEngine engine;
  private final TlsTermination jdk = new JdkTls();
  private final TlsTermination openSsl = new OpenSslTls();
  private final CertificateStore certificates;
  private final TicketKeys ticketKeys;
  private final Map<ServerKey, ServerContext> servers = new ConcurrentHashMap<>();
  private final Map<ClientKey, SslContext> clients = new ConcurrentHashMap<>();

  private record ServerKey(
      String service, Optional<ApplicationProtocol> protocol, ServerCertificate certificate) {}

  private record ClientKey(String service, ApplicationProtocol protocol) {}

  /**
   * @param engine what speaks TLS
   * @param certificates what clients are shown
   * @param ticketKeys what their session tickets are made with
   */
  public TlsContexts(TlsEngine engine, CertificateStore certificates, TicketKeys ticketKeys) {
    this.engine = engine;
    this.certificates = certificates;
    this.ticketKeys = ticketKeys;
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
            .choose(forward, hello)
            .orElseThrow(() -> new SSLException("no certificate covers the server name"));
    Service service = forward.route().service();
    ServerKey key = new ServerKey(service.name(), forward.acknowledged(), certificate);
    ServerContext context = servers.get(key);
    if (context == null) {
      context =
          new ServerContext(
              terminationFor(forward.acknowledged()),
              ServerPolicy.of(forward, certificate),
              ticketKeys);
      ServerContext raced = servers.putIfAbsent(key, context);
      context = raced == null ? context : raced;
    }
    return new ServerTls(context);
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
    private final ServerContext context;

    private ServerTls(ServerContext context) {
      this.context = context;
    }

    /** Returns a new handler; its handshake timeout is off, the flow has its own. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
      SslHandler handler = context.context().newHandler(allocator);
      handler.setHandshakeTimeoutMillis(0);
      return handler;
    }

    /** Returns what the finished handshake of {@code handler} was for. */
    public Negotiated negotiated(SslHandler handler) {
      return new Negotiated(
          context.termination().negotiated(handler),
          RequestedServerName.of(handler.engine().getSession()),
          context.clients().flatMap(clients -> client(handler.engine().getSession())));
    }

    /** Returns what the finished handshake of {@code handler} has come to. */
    public TlsDetails details(SslHandler handler) {
      return context.termination().details(handler);
    }

    /** Returns what is wrong with the client's certificate, when that failed a handshake. */
    public Optional<ClientRefusal> refusalOf(Throwable failure) {
      boolean isWithoutCertificate =
          context.clients().isPresent() && context.termination().isForLackOfCertificate(failure);
      return isWithoutCertificate
          ? Optional.of(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_MISSING))
          : RefusedClientException.in(failure);
    }

    /**
     * Returns why the client of a finished handshake gets no service after all, or nothing when it
     * does: a session that was resumed may have outlived its certificate.
     */
    public Optional<ClientRefusal> refusalOf(SslHandler handler) {
      return context
          .clients()
          .flatMap(clients -> clients.judgeResumed(shownBy(handler.engine().getSession())));
    }

    private static Optional<ClientCertificate> client(SSLSession session) {
      List<X509Certificate> shown = shownBy(session);
      return shown.isEmpty() ? Optional.empty() : Optional.of(ClientCertificate.of(shown));
    }

    private static List<X509Certificate> shownBy(SSLSession session) {
      try {
        return Stream.of(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
      } catch (SSLPeerUnverifiedException e) {
        return List.of();
      }
    }
  }
}
