package dev.alpnmux.client.vertx;

import dev.alpnmux.client.GatewayAddress;
import dev.alpnmux.client.GatewaySearch;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to one gateway, with its TLS. It has a {@link NetClient} to itself: Vert.x
 * binds TLS to a client, and the TLS of a try is for one connection only. The client lives as long
 * as the connection.
 */
final class Attempt implements GatewaySslContext.Observer {
  private final Vertx vertx;
  private final GatewaySearch search;
  private final Promise<NetSocket> outcome = Promise.promise();
  private final Promise<Void> closed = Promise.promise();
  private volatile @Nullable ChannelHandlerContext channel;
  private volatile boolean isAborted;

  Attempt(Vertx vertx, GatewaySearch search) {
    this.vertx = vertx;
    this.search = search;
  }

  /** Connects and does the handshake; not twice. */
  Future<NetSocket> connect(SSLContext context) {
    GatewaySslContext tls = new GatewaySslContext(context, this);
    NetClient tcp =
        vertx.createNetClient(
            new NetClientOptions().setSslEngineOptions(new GatewayEngineOptions(tls)));
    closed.future().onComplete(end -> tcp.close());
    tcp.connect(options()).onSuccess(outcome::tryComplete).onFailure(outcome::tryFail);
    return outcome.future();
  }

  private ConnectOptions options() {
    GatewayAddress gateway = search.gateway();
    return new ConnectOptions()
        .setRemoteAddress(SocketAddress.inetSocketAddress(search.address()))
        .setHost(gateway.host())
        .setPort(gateway.port())
        // Not inherited from NetClientOptions: without it the connection would be in clear text.
        .setSsl(true)
        // Vert.x insists on a word; GatewaySslContext is what verifies. One deadline is over all.
        .setSslOptions(
            new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSslHandshakeTimeout(0))
        .setTimeout(0);
  }

  @Override
  public void registered(ChannelHandlerContext context) {
    context.channel().closeFuture().addListener(end -> closed.tryComplete());
    channel = context;
    if (isAborted) {
      context.close();
    }
  }

  @Override
  public void connected() {
    search.tcpConnected();
  }

  /** Closes what there is, at once: past the TLS, which would wait to say goodbye. */
  Future<Void> abort() {
    isAborted = true;
    outcome.tryFail(new ClosedChannelException());
    ChannelHandlerContext open = channel;
    if (open == null) {
      closed.tryComplete();
    } else {
      open.close();
    }
    return closed();
  }

  /** Completes when nothing is open any more. */
  Future<Void> closed() {
    return closed.future();
  }
}
