package dev.alpnmux.client.vertx;

import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;

/** Has a {@link io.vertx.core.net.NetClient} take a TLS context that is there. */
final class GatewayEngineOptions extends SSLEngineOptions {
  private final SslContext context;

  GatewayEngineOptions(SslContext context) {
    this.context = context;
    // To verify a chain takes milliseconds, and a trust manager may ask others.
    setUseWorkerThread(true);
  }

  @Override
  public SSLEngineOptions copy() {
    return new GatewayEngineOptions(context);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return () -> context;
  }
}
