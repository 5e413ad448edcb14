package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.wire.DaytimeLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** Answers a client in place of an upstream: {@code echo}, {@code discard}, {@code daytime}. */
final class BuiltinSink implements ByteSink {
  private final Builtin builtin;
  private final Endpoint client;
  private final SharedBuffers buffers;
  private final IntConsumer answered;

  /**
   * @param answered told how many bytes the client was sent
   */
  BuiltinSink(Builtin builtin, Endpoint client, SharedBuffers buffers, IntConsumer answered) {
    this.builtin = builtin;
    this.client = client;
    this.buffers = buffers;
    this.answered = answered;
  }

  /** Only {@code daytime} (RFC 867) speaks first; that is all it says. */
  @Override
  public void open() throws IOException {
    if (builtin == Builtin.DAYTIME) {
      NativeBuffer scratch = buffers.plain();
      byte[] line = DaytimeLine.now().getBytes(StandardCharsets.US_ASCII);
      scratch.put(0, line);
      client.write(scratch, line.length);
      answered.accept(line.length);
      client.end(true, false, () -> {});
    }
  }

  /** Returns the bytes to an {@code echo} (RFC 862); the others drop them (RFC 863, RFC 867). */
  @Override
  public void write(NativeBuffer bytes, int count) throws IOException {
    if (builtin == Builtin.ECHO) {
      answered.accept(count);
      client.write(bytes, count);
    }
  }

  @Override
  public boolean isFull() {
    return builtin == Builtin.ECHO && client.isFull();
  }

  @Override
  public long unsentBytes() {
    return client.unsentBytes();
  }

  @Override
  public void end(boolean isClean, boolean isLast, Runnable whenEnded) throws IOException {
    if (builtin == Builtin.DAYTIME) {
      whenEnded.run();
    } else {
      client.end(isClean, isLast, whenEnded);
    }
  }
}
