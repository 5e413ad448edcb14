package dev.alpnmux.client;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
  private final Function<Runnable, SSLContext> contexts;
  private final IntFunction<TlsWitness> witnesses;

  /** What is asked of the context as such is answered by one that no connection uses. */
  private final SSLContext unused;

  private ServiceSslContext(
      ServiceTls tls,
      SSLContext unused,
      Function<Runnable, SSLContext> contexts,
      IntFunction<TlsWitness> witnesses) {
    this.tls = tls;
    this.unused = unused;
    this.contexts = contexts;
    this.witnesses = witnesses;
  }

  /** Returns a context for any number of connections. */
  static SSLContext of(ServiceTls tls, TlsContexts contexts, IntFunction<TlsWitness> witnesses) {
    SSLContext unused = contexts.fresh(tls, () -> {});
    return of(new ServiceSslContext(tls, unused, asked -> contexts.fresh(tls, asked), witnesses));
  }

  /** Returns one for a single connection: all that takes time is done here, and not by it. */
  static SSLContext once(ServiceTls tls, TlsContexts contexts, TlsWitness witness) {
    SSLContext fresh = contexts.fresh(tls, witness::certificateRequested);
    AtomicBoolean isTaken = new AtomicBoolean();
    Function<Runnable, SSLContext> only =
        asked -> {
          if (isTaken.getAndSet(true)) {
            throw new IllegalStateException("this context is for one connection, and it has one");
          }
          return fresh;
        };
    return of(new ServiceSslContext(tls, fresh, only, port -> witness));
  }

  private static SSLContext of(ServiceSslContext spi) {
    return new SSLContext(spi, spi.unused.getProvider(), spi.unused.getProtocol()) {};
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new ServiceLayerFactory(tls, () -> contexts.apply(() -> {}));
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return engineCreateSSLEngine("", 0);
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(@Nullable String ignoredHost, int port) {
    TlsWitness witness = witnesses.apply(port);
    SSLContext context = contexts.apply(witness::certificateRequested);
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
