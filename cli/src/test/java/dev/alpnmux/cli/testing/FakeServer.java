package dev.alpnmux.cli.testing;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server on a free port that does one thing with each connection, as a bad gateway would. */
public final class FakeServer implements AutoCloseable {
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What it does with a connection; the connection is closed afterwards. */
  public interface Behaviour {
    /** Serves one connection. */
    void serve(Socket connection) throws Exception;
  }

  private FakeServer(Behaviour behaviour) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(() -> accept(behaviour));
  }

  /** Does this with the bytes as they come. */
  public static FakeServer raw(Behaviour behaviour) throws IOException {
    return new FakeServer(behaviour);
  }

  /** Answers the first bytes with a fatal alert in plaintext. */
  public static FakeServer alerting(AlertDescription alert) throws IOException {
    return raw(
        connection -> {
          connection.getInputStream().read(new byte[4096]);
          connection.getOutputStream().write(alert.record());
          connection.shutdownOutput();
          connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
  }

  /** Speaks TLS with these certificates and acknowledges the protocol, then does this. */
  public static FakeServer tls(
      DevelopmentCertificates certificates, @Nullable String protocol, Behaviour behaviour)
      throws Exception {
    SSLContext context = context(certificates);
    return raw(connection -> behaviour.serve(accept(context, connection, protocol, false)));
  }

  /** What {@link #tlsWithAnyService} does with a connection, which it closes afterwards. */
  public interface TlsBehaviour {
    /** Serves one connection. */
    void serve(SSLSocket connection) throws Exception;
  }

  /** As {@link #tls}, and acknowledges the first protocol that is asked for, whatever it is. */
  public static FakeServer tlsWithAnyService(
      DevelopmentCertificates certificates, TlsBehaviour behaviour) throws Exception {
    SSLContext context = context(certificates);
    return raw(
        connection -> {
          SSLSocket tls =
              (SSLSocket) context.getSocketFactory().createSocket(connection, null, true);
          tls.setHandshakeApplicationProtocolSelector((socket, asked) -> asked.get(0));
          tls.setUseClientMode(false);
          tls.startHandshake();
          behaviour.serve(tls);
        });
  }

  /** As {@link #tls}, and requires a client certificate. */
  public static FakeServer tlsWithClientCertificate(
      DevelopmentCertificates certificates, String protocol) throws Exception {
    SSLContext context = context(certificates);
    return raw(connection -> accept(context, connection, protocol, true));
  }

  /** As {@link #tls}, and breaks the TCP connection when the handshake is done. */
  public static FakeServer tlsThatResets(DevelopmentCertificates certificates, String protocol)
      throws Exception {
    SSLContext context = context(certificates);
    return raw(
        connection -> {
          accept(context, connection, protocol, false);
          connection.setSoLinger(true, 0);
        });
  }

  private static SSLSocket accept(
      SSLContext context, Socket raw, @Nullable String protocol, boolean needsCertificate)
      throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(protocol == null ? new String[0] : new String[] {protocol});
    tls.setSSLParameters(parameters);
    tls.setUseClientMode(false);
    tls.setNeedClientAuth(needsCertificate);
    tls.startHandshake();
    return tls;
  }

  private static SSLContext context(DevelopmentCertificates certificates) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    Certificate server = read(certificates.certificate());
    keys.setKeyEntry(
        "gateway",
        Pem.privateKey(Files.readString(certificates.privateKey())),
        new char[0],
        new Certificate[] {server});
    keys.setCertificateEntry("authority", read(certificates.authority()));
    KeyManagerFactory key = KeyManagerFactory.getInstance("PKIX");
    key.init(keys, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate read(Path file) throws Exception {
    return Pem.certificates(Files.readString(file)).get(0);
  }

  /** Returns certificates in a folder of their own. */
  public static DevelopmentCertificates certificates(Path folder) throws IOException {
    return DevelopmentCertificates.in(folder, Clock.systemUTC());
  }

  private void accept(Behaviour behaviour) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(behaviour, connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Behaviour behaviour, Socket connection) {
    try (connection) {
      behaviour.serve(connection);
    } catch (Exception e) {
      // Many of them end in an error by design; the command under test is what is looked at.
      System.getLogger("FakeServer").log(System.Logger.Level.DEBUG, "connection ended", e);
    }
  }

  /** Where it listens, as the command takes it. */
  public String address() {
    return "localhost:" + socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
