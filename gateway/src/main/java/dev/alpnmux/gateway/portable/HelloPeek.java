package dev.alpnmux.gateway.portable;

import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the first bytes of a connection without taking any. When it is replaced or removed, the
 * base class hands all of them on to the next handler, without a copy.
 */
final class HelloPeek extends ByteToMessageDecoder {
  private final ClientHelloReader reader;
  private final Consumer<HelloResult> whenDone;
  private int looked;
  private boolean done;

  /**
   * @param whenDone told once, on the event loop, of the first answer other than "need more"
   */
  HelloPeek(int helloBytesMax, Consumer<HelloResult> whenDone) {
    this.reader = new ClientHelloReader(helloBytesMax);
    this.whenDone = whenDone;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (done) {
      return;
    }
    int from = in.readerIndex() + looked;
    ByteBuffer unseen = in.nioBuffer(from, in.writerIndex() - from);
    looked += unseen.remaining();
    HelloResult result = reader.read(unseen);
    if (!(result instanceof HelloResult.NeedMore)) {
      done = true;
      // From here on one read at the most is under way: enough to notice that the client leaves,
      // while what it sends waits in the kernel.
      ctx.channel().config().setAutoRead(false);
      whenDone.accept(result);
    }
  }

  /** Returns how many bytes the hello took, once it is complete. */
  int helloBytes() {
    return reader.bytesRead();
  }

  /** Forgets the bytes, so that nothing is handed on. */
  void discard() {
    ByteBuf bytes = internalBuffer();
    bytes.skipBytes(bytes.readableBytes());
  }

  /** The base class would go on reading as long as nothing is decoded. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (done) {
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }
}
