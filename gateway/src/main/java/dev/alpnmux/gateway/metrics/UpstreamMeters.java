package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.metrics.Counts.UpstreamCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of one upstream of one service. */
final class UpstreamMeters implements MeterTable.Meters {
  static final int OK = 0;

  /** Connected, and then let go of. */
  static final int OVER = OK + 1;

  static final EnumCells<Cause> FAILED = new EnumCells<>(OVER + 1, Cause.class);

  private final UpstreamKey key;
  private final LoopCells cells = new LoopCells(FAILED.end());
  private final AtomicLong ejections = new AtomicLong();

  UpstreamMeters(UpstreamKey key) {
    this.key = key;
  }

  UpstreamKey key() {
    return key;
  }

  Cells cells(int loop) {
    return cells.on(loop);
  }

  /** Rare, and not on the event loop of a connection alone. */
  void ejected() {
    ejections.incrementAndGet();
  }

  @Override
  public boolean isInUse() {
    return active() > 0;
  }

  private long active() {
    return cells.open(loop -> loop.get(OK), OVER);
  }

  UpstreamCounts counts(boolean isUp) {
    return new UpstreamCounts(cells.sum(OK), FAILED.sum(cells), active(), isUp);
  }

  void addTo(Rows rows, boolean isUp) {
    String[] labels = {"service", key.service(), "upstream", key.upstream().toString()};
    addOutcomeTo(rows, "ok", OK);
    for (Cause cause : Cause.values()) {
      addOutcomeTo(rows, cause.toString(), FAILED.of(cause));
    }
    rows.gauge(Family.UPSTREAM_ACTIVE, active(), labels);
    rows.gauge(Family.UPSTREAM_UP, isUp ? 1 : 0, labels);
    rows.counter(Family.UPSTREAM_EJECTIONS, ejections.get(), labels);
  }

  private void addOutcomeTo(Rows rows, String outcome, int cell) {
    rows.counter(
        Family.UPSTREAM_CONNECTIONS,
        cells.sum(cell),
        "service",
        key.service(),
        "upstream",
        key.upstream().toString(),
        "outcome",
        outcome);
  }
}
