package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.flow.Shaper;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: the last handler of the channel that it reads. It holds the bytes
 * back until it is given a sink; the end of the stream travels behind them.
 */
final class Transfer extends ChannelInboundHandlerAdapter implements Relay.Leg {
  /** What happens to a transfer. */
  interface Owner {
    /** Bytes were handed to the sink. */
    void transferred(Transfer transfer, int count);

    /** The sink is closed to the bytes that arrive: they were dropped. */
    void sinkClosed(Transfer transfer);

    /**
     * The source sends no more.
     *
     * @param isClean whether it said so: by close_notify where there is TLS, by FIN elsewhere
     */
    void inputEnded(Transfer transfer, boolean isClean);

    /** The source is closed or has failed: it can be neither read nor written. */
    void sourceBroken(Transfer transfer, Throwable cause);
  }

  private final Channel source;
  private boolean hasTls;
  private final Owner owner;
  private final Ending whenBroken;
  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private @Nullable Sink target;
  private @Nullable Sink sink;
  private @Nullable Transfer feeder;
  private Shaper shaper = Shaper.NONE;
  private boolean hasEnded;
  private boolean endIsClean;
  private boolean isDropping;
  private boolean isStopped;

  Transfer(Channel source, boolean hasTls, Ending whenBroken, Owner owner) {
    this.source = source;
    this.hasTls = hasTls;
    this.whenBroken = whenBroken;
    this.owner = owner;
  }

  /** The channel that it reads. */
  Channel source() {
    return source;
  }

  @Override
  public Ending whenBroken() {
    return whenBroken;
  }

  @Override
  public boolean hasEnded() {
    return hasEnded;
  }

  /** From here on the source speaks TLS: only a close_notify is a clean end. */
  void behindTls() {
    hasTls = true;
  }

  /** Names the transfer that writes into this one's source, to let it go on when there is room. */
  void fedBy(Transfer transfer) {
    feeder = transfer;
  }

  /** Names what holds this direction back. */
  void shapedBy(Shaper next) {
    shaper = next;
  }

  /** Names where the bytes go; {@link #start} begins. */
  void into(Sink target) {
    this.target = target;
  }

  @Override
  public void start() {
    Sink started = target();
    sink = started;
    while (!held.isEmpty() && !isStopped) {
      forward(held.remove(), started);
    }
    if (isStopped) {
      return;
    }
    started.flush();
    if (hasEnded) {
      owner.inputEnded(this, endIsClean);
    }
    source.config().setAutoRead(isDropping || mayRead(started));
  }

  private boolean mayRead(Sink target) {
    return target.isWritable() && !shaper.holdsBack();
  }

  private Sink target() {
    if (target == null) {
      throw new IllegalStateException("nobody has said where the bytes go");
    }
    return target;
  }

  @Override
  public void end(boolean isClean, boolean isLast, Runnable whenEnded) {
    target().end(isClean, whenEnded);
  }

  @Override
  public long unsentBytes() {
    return target().unsentBytes();
  }

  @Override
  public void drop() {
    isDropping = true;
    source.config().setAutoRead(true);
  }

  /** Drops what is held and whatever still comes, its end too. */
  void stop() {
    isStopped = true;
    shaper.stop();
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (isStopped || isDropping || hasEnded || !bytes.isReadable()) {
      bytes.release();
    } else if (sink == null) {
      held.add(bytes);
    } else {
      forward(bytes, sink);
    }
  }

  private void forward(ByteBuf bytes, Sink target) {
    if (!target.isOpen()) {
      bytes.release();
      owner.sinkClosed(this);
      return;
    }
    int count = bytes.readableBytes();
    target.write(bytes);
    shaper.took(count);
    if (!mayRead(target)) {
      // Netty stops reading at once; its loop would otherwise go on for up to sixteen buffers.
      target.flush();
      source.config().setAutoRead(mayRead(target));
    }
    owner.transferred(this, count);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (sink != null && !isStopped) {
      sink.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (feeder != null) {
      feeder.resume();
    }
  }

  /** Reads on if there is room for what comes. */
  void resume() {
    if (sink != null && !isStopped && mayRead(sink)) {
      source.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
      end(true);
    } else if (event instanceof ChannelInputShutdownEvent) {
      end(!hasTls);
    }
  }

  private void end(boolean isClean) {
    if (hasEnded || isStopped) {
      return;
    }
    hasEnded = true;
    endIsClean = isClean;
    owner.inputEnded(this, isClean);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!(source.config() instanceof SocketChannelConfig)) {
      // Netty's unix sockets on NIO close when the peer ends its stream: they have no half-close.
      end(!hasTls);
    }
    broken(new ClosedChannelException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(cause);
  }

  private void broken(Throwable cause) {
    if (!isStopped) {
      owner.sourceBroken(this, cause);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }
}
