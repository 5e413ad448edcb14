package dev.alpnmux.gateway.portable;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;

/**
 * Stands between Netty's TLS and the wire, for the sake of the last alert. Netty closes as soon as
 * a handshake has failed, although more of the client's messages may be under way: what comes after
 * a close turns into a reset, which can overtake the alert. Its closes are held back until {@link
 * LingeringClose} takes over.
 */
final class FailedHandshake extends ChannelOutboundHandlerAdapter {
  private final SslHandler tls;

  FailedHandshake(SslHandler tls) {
    this.tls = tls;
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (tls.handshakeFuture().isDone() && !tls.handshakeFuture().isSuccess()) {
      ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    } else {
      ctx.close(promise);
    }
  }
}
