package dev.alpnmux.client;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

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

  /** How often a handshake needed the certificate: a resumed one does not. */
  final AtomicInteger certificateUses = new AtomicInteger();

  final BlockingQueue<String> acknowledged = new LinkedBlockingQueue<>();

  private final SSLContext context;
  private String version = TLS_1_3;
  private boolean acknowledges = true;
  private boolean requiresClientCertificate;
  private Service service = ECHO;

  private TlsGateway(X509Certificate[] chain, PrivateKey key) {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new CountingKeyManager(chain, key, certificateUses)},
          TestPki.trust().managers(),
          null);
    } catch (GeneralSecurityException e) {
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
      acknowledged.add(tls.getApplicationProtocol());
      service.serve(tls, accepted);
    }
  }

  private String choose(SSLSocket tls, List<String> offered) {
    return acknowledges ? offered.get(0) : "";
  }

  private static final class CountingKeyManager extends X509ExtendedKeyManager {
    private final X509Certificate[] chain;
    private final PrivateKey key;
    private final AtomicInteger uses;

    CountingKeyManager(X509Certificate[] chain, PrivateKey key, AtomicInteger uses) {
      this.chain = chain;
      this.key = key;
      this.uses = uses;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      uses.incrementAndGet();
      return keyType.startsWith("EC") ? "server" : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
