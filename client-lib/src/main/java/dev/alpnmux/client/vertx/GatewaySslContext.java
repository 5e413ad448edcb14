package dev.alpnmux.client.vertx;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The TLS of a client, as Netty wants it, for one connection. */
final class GatewaySslContext extends JdkSslContext {
  /** Follows the connection; called on its event loop. */
  interface Observer {
    /** The channel exists, and nothing has happened on it yet. */
    void registered(ChannelHandlerContext context);

    /** The TCP connection is there. */
    void connected();
  }

  private final Observer observer;

  GatewaySslContext(SSLContext context, Observer observer) {
    super(
        context,
        true,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        offered(context.getDefaultSSLParameters()),
        ClientAuth.NONE,
        context.getDefaultSSLParameters().getProtocols(),
        false);
    this.observer = observer;
  }

  /** Only with this does Netty show the answer; it is judged elsewhere. */
  private static ApplicationProtocolConfig offered(SSLParameters parameters) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        parameters.getApplicationProtocols());
  }

  @Override
  protected SslHandler newHandler(
      ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
    SSLEngine engine = newEngine(allocator, host, port);
    // Netty has taken out of the parameters what verifies the server name.
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(
        context().getDefaultSSLParameters().getEndpointIdentificationAlgorithm());
    engine.setSSLParameters(parameters);
    return new ObservedHandler(engine, startTls, executor);
  }

  private final class ObservedHandler extends SslHandler {
    ObservedHandler(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
      super.handlerAdded(context);
      observer.registered(context);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
      observer.connected();
      super.channelActive(context);
    }
  }
}
