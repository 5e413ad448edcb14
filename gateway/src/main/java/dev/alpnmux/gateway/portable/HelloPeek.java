package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.flow.FirstBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Looks at the first bytes of a connection, and takes none but those that nobody behind it must
 * see: a PROXY header and the line of a TCPMUX client. It tells the flow what they are. When it is
 * replaced or removed, the base class hands all of them on to the next handler, without a copy.
 */
final class HelloPeek extends ByteToMessageDecoder {
  private final FirstBytes first;
  private int looked;
  private boolean done;

  HelloPeek(FirstBytes first) {
    this.first = first;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (done) {
      return;
    }
    int from = in.readerIndex() + looked;
    ByteBuffer unseen = in.nioBuffer(from, in.writerIndex() - from);
    done = first.read(unseen);
    in.skipBytes(first.takenBytes());
    looked = in.readableBytes();
    if (done) {
      // From here on one read at the most is under way: enough to notice that the client leaves,
      // while what it sends waits in the kernel.
      ctx.channel().config().setAutoRead(false);
      first.tell();
    }
  }

  /** Returns how many bytes the hello took, once it is complete. */
  int helloBytes() {
    return first.helloBytes();
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
