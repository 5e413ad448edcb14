package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.events.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the portable relay itself adds to one buffer on its way from one channel to the other:
 * everything but the system calls and TLS.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RelayStepBenchmark {
  private static final int SIZE = 16 * 1024;

  private final EmbeddedChannel source = new EmbeddedChannel();
  private final EmbeddedChannel target = new EmbeddedChannel();
  private final Transfer transfer =
      new Transfer(source, false, Ending.CLIENT_RESET, new IndifferentOwner());
  private ByteBuf bytes = PooledByteBufAllocator.DEFAULT.buffer(SIZE, SIZE);

  /** Starts the transfer. */
  @Setup(Level.Trial)
  public void start() {
    bytes.writeZero(SIZE);
    source.pipeline().addLast(transfer);
    transfer.into(new ChannelSink(target, null));
    transfer.start();
  }

  /** One read of 16 KiB, passed on and flushed. */
  @Benchmark
  public boolean relay() {
    source.writeInbound(bytes.retainedDuplicate());
    ByteBuf relayed = target.readOutbound();
    return relayed.release();
  }

  /** Gives the buffer back. */
  @TearDown(Level.Trial)
  public void stop() {
    source.finishAndReleaseAll();
    target.finishAndReleaseAll();
    bytes.release();
  }

  private static final class IndifferentOwner implements Transfer.Owner {
    @Override
    public void transferred(Transfer transfer, int count) {}

    @Override
    public void sinkClosed(Transfer transfer) {}

    @Override
    public void inputEnded(Transfer transfer, boolean isClean) {}

    @Override
    public void sourceBroken(Transfer transfer, Throwable cause) {}
  }
}
