package dev.alpnmux.client;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.IntFunction;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context whose connections all ask for one service. Each has a context of the JDK to itself: a
 * session that is resumed is verified by nobody, and JSSE has no switch for that.
 */
final class ServiceSslContext extends SSLContextSpi {
  private final ServiceTls tls;
  private final TlsContexts contexts;
  private final IntFunction<TlsWitness> witnesses;

  /** What is asked of the context as such is answered by one that no connection uses. */
  private final SSLContext unused;

  private ServiceSslContext(
      ServiceTls tls, TlsContexts contexts, IntFunction<TlsWitness> witnesses) {
    this.tls = tls;
    this.contexts = contexts;
    this.witnesses = witnesses;
    this.unused = fresh();
  }

  /**
   * @param witnesses makes one for an engine, from the port that the library gives it
   */
  static SSLContext of(ServiceTls tls, TlsContexts contexts, IntFunction<TlsWitness> witnesses) {
    ServiceSslContext spi = new ServiceSslContext(tls, contexts, witnesses);
    return new SSLContext(spi, spi.unused.getProvider(), spi.unused.getProtocol()) {};
  }

  private SSLContext fresh() {
    return contexts.fresh(tls, () -> {});
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new ServiceLayerFactory(tls, this::fresh);
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return engineCreateSSLEngine("", 0);
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(@Nullable String ignoredHost, int port) {
    TlsWitness witness = witnesses.apply(port);
    SSLContext context = contexts.fresh(tls, witness::certificateRequested);
    SSLEngine engine = context.createSSLEngine(tls.peer().host(), port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(tls.in(engine.getSSLParameters()));
    return new ServiceEngine(engine, witness);
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return tls.in(unused.getDefaultSSLParameters());
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return tls.in(unused.getSupportedSSLParameters());
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return unused.getClientSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return unused.getServerSessionContext();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw new UnsupportedOperationException("this context is for clients of a service");
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("this context is complete");
  }
}
