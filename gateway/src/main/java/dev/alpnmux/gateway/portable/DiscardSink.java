package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;

/** The service {@code discard} (RFC 863): drops every byte, and ends when the client does. */
final class DiscardSink implements Sink {
  private final Sink toClient;

  DiscardSink(Sink toClient) {
    this.toClient = toClient;
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
    return 0;
  }

  @Override
  public void end(boolean isClean, Runnable whenEnded) {
    toClient.end(isClean, whenEnded);
  }
}
