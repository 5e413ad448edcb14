package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Strictness;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.Refusal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The meters of one listener. */
final class ListenerMeters implements MeterTable.Meters {
  /** A reload may change the transport. */
  static final EnumCells<Transport> ACCEPTED = new EnumCells<>(0, Transport.class);

  /** Relayed, refused or closed. */
  static final int SETTLED = ACCEPTED.end();

  /** Refused or closed. */
  static final int OVER = SETTLED + 1;

  static final EnumCells<Refusal> REFUSED = new EnumCells<>(OVER + 1, Refusal.class);
  static final EnumCells<Refusal> REPORTED = new EnumCells<>(REFUSED.end(), Refusal.class);

  static final HistogramCells HELLO =
      new HistogramCells(REPORTED.end(), 1, 5, 25, 100, 250, 500, 1000, 2500, 5000);
  static final HistogramCells HANDSHAKE_OK = handshake(HELLO.end());
  static final HistogramCells HANDSHAKE_FAILED = handshake(HANDSHAKE_OK.end());

  private final String name;
  private final LoopCells cells = new LoopCells(HANDSHAKE_FAILED.end());
  private volatile ListenerRules rules = ListenerRules.DEFAULT;

  ListenerMeters(String name) {
    this.name = name;
  }

  private static HistogramCells handshake(int first) {
    return new HistogramCells(first, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 2500);
  }

  /** From here on these count for its clients. */
  void follow(ListenerRules now) {
    rules = now;
  }

  Transport transport() {
    return rules.transport();
  }

  String name() {
    return name;
  }

  Cells cells(int loop) {
    return cells.on(loop);
  }

  @Override
  public boolean isInUse() {
    return cells.open(ACCEPTED::sumOf, OVER) > 0;
  }

  private long accepted() {
    return ACCEPTED.sum(cells);
  }

  private long handshaking() {
    return cells.open(ACCEPTED::sumOf, SETTLED);
  }

  ListenerCounts counts() {
    Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, cells.sum(REFUSED.of(refusal)));
    }
    return new ListenerCounts(accepted(), handshaking(), refused);
  }

  void addTo(Rows rows) {
    for (Transport transport : Transport.values()) {
      long accepted = cells.sum(ACCEPTED.of(transport));
      if (accepted > 0 || transport == transport()) {
        String word = transport.name().toLowerCase(Locale.ROOT);
        rows.counter(Family.CONNECTIONS, accepted, "listener", name, "transport", word);
      }
    }
    rows.gauge(Family.HANDSHAKING, handshaking(), "listener", name);
    boolean isEnforcing = rules.strictness() == Strictness.ENFORCE;
    rows.gauge(Family.LISTENER_ENFORCES, isEnforcing ? 1 : 0, "listener", name);
    addReasonsTo(rows);
    rows.histogram(Family.CLIENT_HELLO, HELLO, cells, "listener", name);
    rows.histogram(Family.TLS_HANDSHAKE, HANDSHAKE_OK, cells, "listener", name, "outcome", "ok");
    rows.histogram(
        Family.TLS_HANDSHAKE, HANDSHAKE_FAILED, cells, "listener", name, "outcome", "failed");
  }

  private void addReasonsTo(Rows rows) {
    for (Refusal refusal : Refusal.values()) {
      long refused = cells.sum(REFUSED.of(refusal));
      rows.counter(Family.REFUSED, refused, "listener", name, "reason", refusal.toString());
    }
    for (Refusal refusal : Strictness.reported()) {
      long reported = cells.sum(REPORTED.of(refusal));
      rows.counter(Family.REPORTED, reported, "listener", name, "reason", refusal.toString());
    }
  }
}
