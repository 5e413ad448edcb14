package dev.alpnmux.client;

import io.netty.pkitesting.X509Bundle;
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

/** A real TLS server: serves any id that is asked for, unless told otherwise, with an echo. */
final class TlsGateway implements FakeGateway.Behaviour {
  /** What to do with the bytes after the handshake. */
  interface Service {
    void serve(SSLSocket tls, Socket below) throws IOException;
  }

  static final Service ECHO =
      (tls, below) -> tls.getInputStream().transferTo(tls.getOutputStream());

  /** Closes the TCP connection with a reset: no close_notify, no FIN. */
  static final Service RESET =
      (tls, below) -> {
        below.setSoLinger(true, 0);
        below.close();
      };

  static final String TLS_1_3 = "TLSv1.3";
  static final String TLS_1_2 = "TLSv1.2";

  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private String version = TLS_1_3;
  private boolean acknowledges = true;
  private boolean requiresClientCertificate;
  private Service service = ECHO;

  private TlsGateway(X509Certificate[] chain, PrivateKey key) {
    try {
      context = SSLContext.getInstance("TLS");
      // Unlike PKCS #12 this kind takes a chain that does not hang together.
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, null);
      store.setKeyEntry("server", key, NO_PASSWORD, chain);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      context.init(keys.getKeyManagers(), TestPki.trust().managers(), null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static TlsGateway with(X509Bundle certificate) {
    return with(certificate.getCertificatePath(), certificate);
  }

  static TlsGateway with(X509Certificate[] chain, X509Bundle key) {
    return new TlsGateway(chain, key.getKeyPair().getPrivate());
  }

  TlsGateway version(String version) {
    this.version = version;
    return this;
  }

  TlsGateway withoutAcknowledgement() {
    acknowledges = false;
    return this;
  }

  TlsGateway requiringClientCertificate() {
    requiresClientCertificate = true;
    return this;
  }

  TlsGateway service(Service service) {
    this.service = service;
    return this;
  }

  @Override
  public void serve(Socket accepted, FakeGateway gateway) throws IOException {
    try (SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setNeedClientAuth(requiresClientCertificate);
      tls.setSSLParameters(parameters);
      tls.setHandshakeApplicationProtocolSelector(this::choose);
      tls.startHandshake();
      service.serve(tls, accepted);
    }
  }

  private String choose(SSLSocket tls, List<String> offered) {
    return acknowledges ? offered.get(0) : "";
  }
}
