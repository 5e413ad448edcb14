package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The meters of one service. A byte is counted once, as it moves from one side to the other: what
 * came from the client has gone to the upstream.
 */
final class ServiceMeters implements MeterTable.Meters {
  /** How a connection can end that has reached its service. */
  static final Set<Ending> ENDINGS =
      Collections.unmodifiableSet(
          EnumSet.complementOf(EnumSet.of(Ending.LISTED, Ending.CLIENT_LEFT)));

  private static final ServiceMode[] MODES = ServiceMode.values();

  /** One for each mode, by its ordinal: a reload may change it. */
  static final int ROUTED = 0;

  /** One for each mode. */
  static final int RELAYED = ROUTED + MODES.length;

  /** One for each mode: relayed, and then refused or closed. */
  static final int RELAY_OVER = RELAYED + MODES.length;

  /** Routed, and then refused or closed. */
  static final int OVER = RELAY_OVER + MODES.length;

  static final int FROM_CLIENT = OVER + 1;
  static final int TO_CLIENT = FROM_CLIENT + 1;
  private static final int CLOSED = TO_CLIENT + 1;

  static final HistogramCells CONNECT =
      new HistogramCells(
          CLOSED + MODES.length * Ending.values().length, 1, 5, 25, 100, 500, 1000, 2500, 5000);
  static final HistogramCells DURATION =
      new HistogramCells(
          CONNECT.end(), 100, 500, 1000, 5000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000);

  private final String name;
  private final LoopCells cells = new LoopCells(DURATION.end());
  private volatile ServiceMode mode = ServiceMode.TERMINATE;
  private volatile boolean hasUpstreams = true;

  ServiceMeters(String name) {
    this.name = name;
  }

  static int closed(int mode, Ending ending) {
    return CLOSED + mode * Ending.values().length + ending.ordinal();
  }

  /** From here on it is this. */
  void follow(Service service) {
    mode = service.mode();
    hasUpstreams = service.builtin().isEmpty();
  }

  String name() {
    return name;
  }

  Cells cells(int loop) {
    return cells.on(loop);
  }

  @Override
  public boolean isInUse() {
    long over = cells.sum(OVER);
    return sumOfModes(ROUTED) > over;
  }

  private long sumOfModes(int first) {
    long sum = 0;
    for (int m = 0; m < MODES.length; m++) {
      sum += cells.sum(first + m);
    }
    return sum;
  }

  ServiceCounts counts() {
    long over = sumOfModes(RELAY_OVER);
    long relayed = sumOfModes(RELAYED);
    return new ServiceCounts(
        sumOfModes(ROUTED), relayed, relayed - over, cells.sum(FROM_CLIENT), cells.sum(TO_CLIENT));
  }

  void addTo(Rows rows) {
    for (ServiceMode each : MODES) {
      if (each == mode || cells.sum(ROUTED + each.ordinal()) > 0) {
        addTo(rows, each);
      }
    }
    rows.histogram(Family.DURATION, DURATION, cells, "service", name);
    addBytesTo(rows, "client", FROM_CLIENT, TO_CLIENT);
    if (hasUpstreams) {
      addBytesTo(rows, "upstream", TO_CLIENT, FROM_CLIENT);
      rows.histogram(Family.UPSTREAM_CONNECT, CONNECT, cells, "service", name);
    }
  }

  private void addTo(Rows rows, ServiceMode each) {
    int m = each.ordinal();
    String word = each.name().toLowerCase(Locale.ROOT);
    // What is subtracted is read first: the answer is never negative.
    long over = cells.sum(RELAY_OVER + m);
    long relayed = cells.sum(RELAYED + m);
    rows.counter(Family.ROUTED, cells.sum(ROUTED + m), "service", name, "mode", word);
    rows.counter(Family.RELAYED, relayed, "service", name, "mode", word);
    rows.gauge(Family.ACTIVE, relayed - over, "service", name, "mode", word);
    for (Ending ending : ENDINGS) {
      long closed = cells.sum(closed(m, ending));
      rows.counter(
          Family.CLOSED, closed, "service", name, "mode", word, "ending", ending.toString());
    }
  }

  private void addBytesTo(Rows rows, String side, int received, int sent) {
    rows.counter(Family.RECEIVED, cells.sum(received), "service", name, "side", side);
    rows.counter(Family.SENT, cells.sum(sent), "service", name, "side", side);
  }
}
