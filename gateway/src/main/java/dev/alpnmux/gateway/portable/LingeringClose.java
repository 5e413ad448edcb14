package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that the last bytes sent to the peer arrive. A close with unread bytes
 * turns into a reset, which can overtake them; so the peer's bytes are read and dropped until its
 * end of stream, for a second and 64 KiB at the most.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
  private static final long LINGER_MILLIS = 1000;
  private static final long DISCARDED_BYTES_MAX = 64 * 1024;

  private long discarded;
  private @Nullable Future<?> deadline;

  private LingeringClose() {}

  /** Sends these bytes as the last ones, if any, and closes. Takes the buffer over. */
  static void close(Channel channel, @Nullable ByteBuf lastBytes) {
    if (!channel.isActive()) {
      ReferenceCountUtil.release(lastBytes);
      channel.close();
      return;
    }
    if (((DuplexChannel) channel).isInputShutdown()) {
      // Nothing comes any more: nothing can turn the close into a reset. A peer that does not read
      // either must not hold the socket.
      Future<?> limit = closeLater(channel);
      channel.closeFuture().addListener(closed -> limit.cancel(false));
      channel
          .writeAndFlush(lastBytes == null ? Unpooled.EMPTY_BUFFER : lastBytes)
          .addListener(sent -> channel.close());
      return;
    }
    LingeringClose linger = new LingeringClose();
    channel.pipeline().addFirst("linger", linger);
    linger.deadline = closeLater(channel);
    if (lastBytes == null) {
      linger.endOutput(channel);
    } else {
      channel.writeAndFlush(lastBytes).addListener(sent -> linger.endOutput(channel));
    }
    channel.config().setAutoRead(true);
  }

  private static Future<?> closeLater(Channel channel) {
    return channel
        .eventLoop()
        .schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void endOutput(Channel channel) {
    DuplexChannel duplex = (DuplexChannel) channel;
    duplex.shutdownOutput();
    if (duplex.isInputShutdown()) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    discarded += ((ByteBuf) message).readableBytes();
    ReferenceCountUtil.release(message);
    if (discarded > DISCARDED_BYTES_MAX) {
      ctx.channel().close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.channel().close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.channel().close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
