package dev.alpnmux.gateway.wire;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Watches how late the event loops of a Vert.x instance are: all that a loop carries waits as long
 * as its timers do. Thread-safe.
 */
public final class EventLoopDelays {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  // 15 seconds: who looks that often misses no delay, and sees each in two looks at most.
  private static final int TICKS = 60;

  private final Map<String, Loop> loops = new LinkedHashMap<>();
  private volatile boolean isStopped;

  /** Begins to watch, until {@link #stop}. */
  public EventLoopDelays(Vertx vertx) {
    for (EventExecutor executor : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops.put(String.valueOf(loops.size()), new Loop(executor));
    }
    loops.values().forEach(Loop::await);
  }

  /** Returns the longest delay of each loop in the last 15 to 30 seconds; by its number. */
  public Map<String, DoubleSupplier> secondsByLoop() {
    Map<String, DoubleSupplier> seconds = new LinkedHashMap<>();
    loops.forEach((number, loop) -> seconds.put(number, loop::seconds));
    return seconds;
  }

  /** Ends the watch. */
  public void stop() {
    isStopped = true;
  }

  private final class Loop {
    private final EventExecutor executor;
    private volatile long dueNanos;
    private volatile long worstNanos;
    private volatile long worstBeforeNanos;
    private int ticks;

    Loop(EventExecutor executor) {
      this.executor = executor;
    }

    void await() {
      dueNanos = System.nanoTime() + PERIOD_NANOS;
      executor.schedule(this::tick, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
      if (isStopped) {
        return;
      }
      worstNanos = Math.max(worstNanos, lateNanos());
      ticks++;
      if (ticks == TICKS) {
        ticks = 0;
        worstBeforeNanos = worstNanos;
        worstNanos = 0;
      }
      await();
    }

    private long lateNanos() {
      return System.nanoTime() - dueNanos;
    }

    /** A loop that hangs now does not tick: it is late already. */
    double seconds() {
      long now = isStopped ? 0 : lateNanos();
      return Math.max(now, Math.max(worstNanos, worstBeforeNanos)) / 1e9;
    }
  }
}
