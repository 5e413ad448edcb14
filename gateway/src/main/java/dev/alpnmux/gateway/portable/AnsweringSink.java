package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A service that says one thing at once and ends; what the client sends is dropped. */
final class AnsweringSink implements Sink {
  private final Sink toClient;

  private AnsweringSink(Sink toClient) {
    this.toClient = toClient;
  }

  /** Says this, ends the client's stream, and returns what takes the client's bytes. */
  static Sink saying(byte[] answer, Sink toClient) {
    toClient.write(Unpooled.wrappedBuffer(answer));
    toClient.end(true, () -> {});
    return new AnsweringSink(toClient);
  }

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public long unsentBytes() {
    return toClient.unsentBytes();
  }

  /** The stream to the client has ended already. */
  @Override
  public void end(boolean isClean, Runnable whenEnded) {
    whenEnded.run();
  }
}
