package dev.alpnmux.gateway.portable;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Writes the first bytes of a new connection, below the TLS of the handlers behind it, whose flush
 * sends them together with the ClientHello.
 */
final class FirstWrite extends ChannelInboundHandlerAdapter {
  private final byte[] bytes;

  FirstWrite(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.write(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
  }
}
