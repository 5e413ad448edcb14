package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
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

  @Override
  public boolean isOpen() {
    return tls == null || !tls.engine().isOutboundDone();
  }

  @Override
  public long unsentBytes() {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  /**
   * First what was written, then close_notify, then FIN: each of the later ones drops what is still
   * queued. An end that nobody vouched for goes without close_notify (RFC 8446 §6.1: truncation).
   */
  @Override
  public void end(boolean isClean, Runnable whenEnded) {
    channel.flush();
    if (tls != null && isClean) {
      tls.closeOutbound();
    }
    ChannelHandlerContext wire =
        tls == null ? channel.pipeline().firstContext() : channel.pipeline().context(tls);
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
