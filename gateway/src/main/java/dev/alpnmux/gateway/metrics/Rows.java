package dev.alpnmux.gateway.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The series of one scrape, by family. Labels are given as name, value, name, value. */
final class Rows {
  private final Map<Family, List<CounterDataPointSnapshot>> counters = new EnumMap<>(Family.class);
  private final Map<Family, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Family.class);
  private final Map<Family, List<HistogramDataPointSnapshot>> histograms =
      new EnumMap<>(Family.class);

  void counter(Family family, long count, String... labels) {
    counters
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(
            CounterDataPointSnapshot.builder()
                .value((double) count)
                .labels(Labels.of(labels))
                .build());
  }

  void gauge(Family family, long value, String... labels) {
    gauges
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(
            GaugeDataPointSnapshot.builder()
                .value((double) value)
                .labels(Labels.of(labels))
                .build());
  }

  void histogram(Family family, HistogramCells histogram, LoopCells cells, String... labels) {
    histograms
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(histogram.snapshot(cells, Labels.of(labels)));
  }

  MetricSnapshots snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    counters.forEach((family, rows) -> all.add(new CounterSnapshot(family.metadata(), rows)));
    gauges.forEach((family, rows) -> all.add(new GaugeSnapshot(family.metadata(), rows)));
    histograms.forEach((family, rows) -> all.add(new HistogramSnapshot(family.metadata(), rows)));
    return new MetricSnapshots(all);
  }
}
