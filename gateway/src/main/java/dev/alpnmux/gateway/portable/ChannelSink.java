package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Writes to a channel, through its TLS if it has one. */
final class ChannelSink implements Sink {
  private final Channel channel;
  private final @Nullable SslHandler tls;

  ChannelSink(Channel channel, @Nullable SslHandler tls) {
    this.channel = channel;
    this.tls = tls;
  }

  @Override
  public void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** First close_notify, then FIN, each behind all that was written: Netty drops what is queued. */
  @Override
  public void end(Runnable whenEnded) {
    // What is written but not flushed is not yet encrypted, and closeOutbound would drop it.
    channel.flush();
    ChannelHandlerContext wire = channel.pipeline().firstContext();
    if (tls != null) {
      tls.closeOutbound();
      wire = channel.pipeline().context(tls);
    }
    if (wire == null) {
      whenEnded.run();
      return;
    }
    wire.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> shutDown(whenEnded));
  }

  private void shutDown(Runnable whenEnded) {
    ((DuplexChannel) channel).shutdownOutput().addListener(done -> whenEnded.run());
  }
}
