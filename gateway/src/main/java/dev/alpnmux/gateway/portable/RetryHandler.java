package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.flow.RetryWatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Shows all that comes and goes on the client's wire to a {@link RetryWatch}, and holds back what
 * must not go on yet. It takes itself out of the pipeline when the watch has passed; once the
 * client is refused, it drops everything both ways until it is taken out.
 */
final class RetryHandler extends ChannelDuplexHandler {
  private final RetryWatch watch;
  private @Nullable ByteBuf unjudged;

  RetryHandler(RetryWatch watch) {
    this.watch = watch;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    int kept = watch.fromClient(bytes.nioBuffer());
    if (watch.isRefused()) {
      bytes.release();
    } else if (kept == 0 && unjudged == null) {
      ctx.fireChannelRead(bytes);
    } else {
      passOnBut(kept, bytes, ctx);
    }
    removeIfPassed(ctx);
  }

  private void passOnBut(int kept, ByteBuf bytes, ChannelHandlerContext ctx) {
    ByteBuf all = unjudged == null ? ctx.alloc().buffer() : unjudged;
    unjudged = all;
    all.writeBytes(bytes);
    bytes.release();
    int passed = all.readableBytes() - kept;
    if (passed > 0) {
      ctx.fireChannelRead(all.readBytes(passed));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    if (bytes.isReadable()) {
      watch.toClient(bytes.nioBuffer());
    }
    if (watch.isRefused()) {
      bytes.release();
      promise.tryFailure(new ClosedChannelException());
    } else {
      ctx.write(bytes, promise);
      removeIfPassed(ctx);
    }
  }

  private void removeIfPassed(ChannelHandlerContext ctx) {
    if (watch.isOver() && !watch.isRefused() && !ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (unjudged != null) {
      unjudged.release();
      unjudged = null;
    }
  }
}
