package dev.alpnmux.testkit;

import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A gateway that speaks TLS: serves any service that is asked for with an echo, in TLS 1.3, unless
 * told otherwise. Immutable: each method returns another one, with the same certificate and the
 * same TLS sessions.
 */
public final class TlsGateway implements FakeGateway.Behaviour {
  /** What to do with the bytes after the handshake. */
  @FunctionalInterface
  public interface Service {
    /**
     * Serves one connection, which is closed afterwards. It may block.
     *
     * @param below the TCP connection under TLS, for what a TLS socket does not do
     * @throws IOException if the client turns away
     */
    void serve(SSLSocket tls, Socket below) throws IOException;
  }

  /** Sends back what it receives. */
  public static final Service ECHO =
      (tls, below) -> tls.getInputStream().transferTo(tls.getOutputStream());

  /** Closes the TCP connection with a reset: no close_notify, no FIN. */
  public static final Service RESET =
      (tls, below) -> {
        below.setSoLinger(true, 0);
        below.close();
      };

  /** TLS 1.3, as Java writes it. */
  public static final String TLS_1_3 = "TLSv1.3";

  /** TLS 1.2, as Java writes it. */
  public static final String TLS_1_2 = "TLSv1.2";

  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private String version = TLS_1_3;
  private List<String> services = List.of();
  private boolean acknowledges = true;
  private boolean requiresClientCertificate;
  private Service service = ECHO;

  private TlsGateway(SSLContext context) {
    this.context = context;
  }

  private TlsGateway copy() {
    TlsGateway copy = new TlsGateway(context);
    copy.version = version;
    copy.services = services;
    copy.acknowledges = acknowledges;
    copy.requiresClientCertificate = requiresClientCertificate;
    copy.service = service;
    return copy;
  }

  /** Returns one that proves itself with this certificate. */
  public static TlsGateway with(TestCertificate certificate) {
    return with(List.of(certificate.certificate()), certificate.key());
  }

  /** Returns one that shows this chain, which need not hang together, and has this key. */
  public static TlsGateway with(List<X509Certificate> chain, PrivateKey key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(chain, key).getKeyManagers(), clients().getTrustManagers(), null);
      return new TlsGateway(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK can keep a key in memory", e);
    }
  }

  private static KeyManagerFactory keys(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    // Unlike PKCS #12 this kind takes a chain that does not hang together.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    return keys;
  }

  private static TrustManagerFactory clients() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", TestCertificates.CA.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust;
  }

  /** Returns one that speaks this version only, {@link #TLS_1_2} or {@link #TLS_1_3}. */
  public TlsGateway version(String version) {
    TlsGateway copy = copy();
    copy.version = version;
    return copy;
  }

  /**
   * Returns one that serves these services only, the first of them that a client offers; every
   * other client gets alert 120.
   */
  public TlsGateway services(String... services) {
    TlsGateway copy = copy();
    copy.services = List.of(services);
    return copy;
  }

  /** Returns one that shakes hands without an ALPN answer, as a server that knows no ALPN. */
  public TlsGateway withoutAcknowledgement() {
    TlsGateway copy = copy();
    copy.acknowledges = false;
    return copy;
  }

  /** Returns one that wants a client certificate of {@link TestCertificates#CA}. */
  public TlsGateway requiringClientCertificate() {
    TlsGateway copy = copy();
    copy.requiresClientCertificate = true;
    return copy;
  }

  /** Returns one that does this after the handshake, in place of the echo. */
  public TlsGateway service(Service service) {
    TlsGateway copy = copy();
    copy.service = service;
    return copy;
  }

  @Override
  public void serve(Socket accepted, FakeGateway gateway) throws IOException {
    ReceivedHello received = gateway.receiveHello(accepted);
    if (!services.isEmpty() && received.hello().protocols().isEmpty()) {
      // The JDK's server lets in a client that offers no ALPN at all.
      accepted.getOutputStream().write(AlertDescription.NO_APPLICATION_PROTOCOL.record());
      accepted.shutdownOutput();
      FakeGateway.drain(accepted);
      return;
    }
    try (SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(accepted, received.bytes(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setNeedClientAuth(requiresClientCertificate);
      tls.setSSLParameters(parameters);
      tls.setHandshakeApplicationProtocolSelector((socket, offered) -> chosen(offered));
      tls.startHandshake();
      service.serve(tls, accepted);
    }
  }

  /** To the JDK's server {@code null} means alert 120, and nothing means no answer. */
  @SuppressWarnings("NullAway")
  private String chosen(List<String> offered) {
    if (!acknowledges) {
      return "";
    }
    return services.isEmpty()
        ? offered.get(0)
        : services.stream().filter(offered::contains).findFirst().orElse(null);
  }
}
