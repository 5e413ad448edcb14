package dev.alpnmux.gateway.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A histogram of durations among the cells of something: its buckets in a row, then the sum. */
final class HistogramCells {
  private final int first;
  private final long[] boundNanos;
  private final double[] boundSeconds;

  /**
   * @param first the cell of its first bucket
   * @param boundMillis the upper bounds of its buckets but the last, which has none
   */
  HistogramCells(int first, double... boundMillis) {
    this.first = first;
    boundNanos = Arrays.stream(boundMillis).mapToLong(ms -> Math.round(ms * 1e6)).toArray();
    boundSeconds = Arrays.copyOf(boundMillis, boundMillis.length + 1);
    Arrays.setAll(boundSeconds, i -> boundSeconds[i] / 1000);
    boundSeconds[boundMillis.length] = Double.POSITIVE_INFINITY;
  }

  /** Returns the first cell behind it. */
  int end() {
    return sum() + 1;
  }

  private int sum() {
    return first + boundSeconds.length;
  }

  void record(Cells cells, Duration took) {
    long nanos = took.toNanos();
    int bucket = 0;
    while (bucket < boundNanos.length && nanos > boundNanos[bucket]) {
      bucket++;
    }
    cells.add(first + bucket, 1);
    // In nanoseconds, the sum of many long connections would overflow within days.
    cells.add(sum(), TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  HistogramDataPointSnapshot snapshot(LoopCells cells, Labels labels) {
    long[] counts = new long[boundSeconds.length];
    Arrays.setAll(counts, bucket -> cells.sum(first + bucket));
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(boundSeconds, counts))
        .sum(cells.sum(sum()) / 1e6)
        .labels(labels)
        .build();
  }
}
