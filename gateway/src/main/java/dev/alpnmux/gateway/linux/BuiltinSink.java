package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.route.Builtin;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Answers a client in place of an upstream, as a {@link Builtin} does. */
final class BuiltinSink implements ByteSink {
  private final Builtin builtin;
  private final byte[] answer;
  private final Endpoint client;
  private final SharedBuffers buffers;
  private final IntConsumer answered;

  /**
   * @param answer all that is said, where the builtin {@link Builtin#answersAtOnce}
   * @param answered told how many bytes the client was sent
   */
  BuiltinSink(
      Builtin builtin,
      byte[] answer,
      Endpoint client,
      SharedBuffers buffers,
      IntConsumer answered) {
    this.builtin = builtin;
    this.answer = answer;
    this.client = client;
    this.buffers = buffers;
    this.answered = answered;
  }

  /** An answer is bounded: a shared buffer takes it whole. */
  @Override
  public void open() throws IOException {
    if (builtin.answersAtOnce()) {
      NativeBuffer scratch = buffers.plain();
      scratch.put(0, answer);
      client.write(scratch, answer.length);
      answered.accept(answer.length);
      client.end(true, false, () -> {});
    }
  }

  @Override
  public void opened() throws IOException {
    client.opened();
  }

  /** Returns the bytes to an {@code echo} (RFC 862); the others drop them. */
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
    if (builtin.answersAtOnce()) {
      whenEnded.run();
    } else {
      client.end(isClean, isLast, whenEnded);
    }
  }
}
