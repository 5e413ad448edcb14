package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import java.util.function.IntConsumer;

/** Counts what is written to another sink. */
final class CountingSink implements Sink {
  private final Sink sink;
  private final IntConsumer counter;

  CountingSink(Sink sink, IntConsumer counter) {
    this.sink = sink;
    this.counter = counter;
  }

  @Override
  public void write(ByteBuf bytes) {
    counter.accept(bytes.readableBytes());
    sink.write(bytes);
  }

  @Override
  public void flush() {
    sink.flush();
  }

  @Override
  public boolean isWritable() {
    return sink.isWritable();
  }

  @Override
  public boolean isOpen() {
    return sink.isOpen();
  }

  @Override
  public long unsentBytes() {
    return sink.unsentBytes();
  }

  @Override
  public void end(boolean isClean, Runnable whenEnded) {
    sink.end(isClean, whenEnded);
  }
}
