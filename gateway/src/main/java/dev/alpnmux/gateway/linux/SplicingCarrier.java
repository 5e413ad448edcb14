package dev.alpnmux.gateway.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bytes of a direction through a pipe, where nobody has to see them and once it has
 * proved to be bulk: that takes two thirds of the time of a copy, but makes small messages dearer.
 * So it starts with the shared buffers, and goes back to them as soon as a turn finds little.
 */
final class SplicingCarrier implements Carrier {
  /** What must come in large reads, one after the other, before a direction is taken for bulk. */
  static final int BULK_BYTES = 1024 * 1024;

  /** A read of as much is large. */
  static final int LARGE_BYTES = Pipe.BYTES / 2;

  /** A turn takes as much as one read into a buffer can. */
  private static final int FILLS_MAX = SharedBuffers.READ_BYTES / Pipe.BYTES;

  private final Endpoint source;
  private final Endpoint sink;
  private final SharedPipes pipes;
  private @Nullable Pipe filled;
  private int largeBytes;
  private int fills;
  private boolean isSplicing;

  SplicingCarrier(Endpoint source, Endpoint sink, SharedPipes pipes) {
    this.source = source;
    this.sink = sink;
    this.pipes = pipes;
  }

  @Override
  public void turnBegins() {
    fills = 0;
    isSplicing = largeBytes >= BULK_BYTES && source.readsUnseen() && sink.writesUnseen();
  }

  @Override
  public int read(int countMax) throws IOException {
    boolean isLittle = countMax < Pipe.BYTES;
    Pipe pipe = isSplicing && !isLittle ? pipes.lend() : null;
    return pipe == null ? copy(countMax) : splice(pipe, countMax);
  }

  private int copy(int countMax) throws IOException {
    int count = source.read(countMax);
    if (fills == 0 && count > 0) {
      largeBytes = count < LARGE_BYTES ? 0 : Math.min(largeBytes + count, BULK_BYTES);
    }
    return count;
  }

  /** After little, a read into a buffer finds what is left, or the end. */
  private int splice(Pipe pipe, int countMax) throws IOException {
    int count = fill(pipe);
    fills++;
    isSplicing = count >= LARGE_BYTES;
    if (fills == 1 && count > 0 && !isSplicing) {
      largeBytes = 0;
    }
    if (count == 0) {
      pipe.giveBack();
      return copy(countMax);
    }
    filled = pipe;
    return count;
  }

  private int fill(Pipe pipe) throws IOException {
    try {
      return source.read(pipe, fills + 1 == FILLS_MAX);
    } catch (IOException e) {
      pipe.giveBack();
      throw e;
    }
  }

  @Override
  public void write(int count) throws IOException {
    Pipe pipe = filled;
    filled = null;
    if (pipe == null) {
      sink.write(source.received(), count);
    } else {
      sink.write(pipe);
    }
  }
}
