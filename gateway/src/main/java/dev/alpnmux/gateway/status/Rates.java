package dev.alpnmux.gateway.status;

import dev.alpnmux.gateway.metrics.Counts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToLongFunction;

/**
 * How fast counters grow, over the last ten seconds: who looks sees the same, however often. {@link
 * #sample} is to be called once a {@link #PERIOD}. Thread-safe.
 */
public final class Rates {
  /** How often a sample is taken. */
  public static final Duration PERIOD = Duration.ofSeconds(1);

  private static final int PERIODS = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, Counts counts) {}

  /** What has been counted between two samples. */
  public static final class Growth {
    private final Sample from;
    private final Sample to;

    private Growth(Sample from, Sample to) {
      this.from = from;
      this.to = to;
    }

    /** The seconds between the two samples; 0 while there is only one. */
    public double seconds() {
      return (to.nanos() - from.nanos()) / NANOS_PER_SECOND;
    }

    /** Returns by how much this number has grown each second. */
    public double perSecond(ToLongFunction<Counts> number) {
      long growth = number.applyAsLong(to.counts()) - number.applyAsLong(from.counts());
      // What a reload has taken away starts at 0 again.
      return seconds() > 0 ? Math.max(0, growth) / seconds() : 0;
    }
  }

  /** Creates one that has this as its first sample. */
  public Rates(long nanos, Counts counts) {
    sample(nanos, counts);
  }

  /**
   * Takes a sample.
   *
   * @param nanos {@link System#nanoTime} at which the counters were read
   */
  public synchronized void sample(long nanos, Counts counts) {
    samples.addLast(new Sample(nanos, counts));
    if (samples.size() > PERIODS + 1) {
      samples.removeFirst();
    }
  }

  /** Returns what has been counted from the oldest sample to the newest. */
  public synchronized Growth growth() {
    return new Growth(samples.getFirst(), samples.getLast());
  }
}
