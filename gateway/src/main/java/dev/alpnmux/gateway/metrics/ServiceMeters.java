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

  /** A reload may change the mode. */
  static final EnumCells<ServiceMode> ROUTED = new EnumCells<>(0, ServiceMode.class);

  static final EnumCells<ServiceMode> RELAYED = new EnumCells<>(ROUTED.end(), ServiceMode.class);

  /** Relayed, and then refused or closed. */
  static final EnumCells<ServiceMode> RELAY_OVER =
      new EnumCells<>(RELAYED.end(), ServiceMode.class);

  /** Routed, and then refused or closed. */
  static final int OVER = RELAY_OVER.end();

  static final int FROM_CLIENT = OVER + 1;
  static final int TO_CLIENT = FROM_CLIENT + 1;
  private static final EnumCells<Ending> TERMINATE_CLOSED =
      new EnumCells<>(TO_CLIENT + 1, Ending.class);
  private static final EnumCells<Ending> REENCRYPT_CLOSED =
      new EnumCells<>(TERMINATE_CLOSED.end(), Ending.class);
  private static final EnumCells<Ending> PASSTHROUGH_CLOSED =
      new EnumCells<>(REENCRYPT_CLOSED.end(), Ending.class);

  static final HistogramCells CONNECT =
      new HistogramCells(PASSTHROUGH_CLOSED.end(), 1, 5, 25, 100, 500, 1000, 2500, 5000);
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

  static int closed(ServiceMode mode, Ending ending) {
    return switch (mode) {
      case TERMINATE -> TERMINATE_CLOSED.of(ending);
      case REENCRYPT -> REENCRYPT_CLOSED.of(ending);
      case PASSTHROUGH -> PASSTHROUGH_CLOSED.of(ending);
    };
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
    return cells.open(ROUTED::sumOf, OVER) > 0;
  }

  ServiceCounts counts() {
    long active = 0;
    for (ServiceMode each : ServiceMode.values()) {
      active += active(each);
    }
    return new ServiceCounts(
        ROUTED.sum(cells),
        RELAYED.sum(cells),
        active,
        cells.sum(FROM_CLIENT),
        cells.sum(TO_CLIENT));
  }

  private long active(ServiceMode each) {
    return cells.open(loop -> loop.get(RELAYED.of(each)), RELAY_OVER.of(each));
  }

  void addTo(Rows rows) {
    for (ServiceMode each : ServiceMode.values()) {
      if (each == mode || cells.sum(ROUTED.of(each)) > 0) {
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
    String word = each.name().toLowerCase(Locale.ROOT);
    long relayed = cells.sum(RELAYED.of(each));
    rows.counter(Family.ROUTED, cells.sum(ROUTED.of(each)), "service", name, "mode", word);
    rows.counter(Family.RELAYED, relayed, "service", name, "mode", word);
    rows.gauge(Family.ACTIVE, active(each), "service", name, "mode", word);
    for (Ending ending : ENDINGS) {
      long closed = cells.sum(closed(each, ending));
      rows.counter(
          Family.CLOSED, closed, "service", name, "mode", word, "ending", ending.toString());
    }
  }

  private void addBytesTo(Rows rows, String side, int received, int sent) {
    rows.counter(Family.RECEIVED, cells.sum(received), "service", name, "side", side);
    rows.counter(Family.SENT, cells.sum(sent), "service", name, "side", side);
  }
}
