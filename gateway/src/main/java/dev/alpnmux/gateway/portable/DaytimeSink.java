package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.wire.DaytimeLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The service {@code daytime} (RFC 867): says the time in one line and ends; what the client sends
 * is dropped.
 */
final class DaytimeSink implements Sink {
  private final Sink toClient;

  private DaytimeSink(Sink toClient) {
    this.toClient = toClient;
  }

  /** Says the time, ends the client's stream, and returns what takes the client's bytes. */
  static Sink answering(Sink toClient) {
    toClient.write(Unpooled.copiedBuffer(DaytimeLine.now(), StandardCharsets.US_ASCII));
    toClient.end(true, () -> {});
    return new DaytimeSink(toClient);
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
