package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.events.TlsDetails;
import java.util.Locale;
import java.util.Optional;

/** The meters that are no listener's, no service's and no upstream's. */
final class TotalMeters {
  /** What a line of a TCPMUX client has come to. */
  enum TcpmuxOutcome {
    SERVICE,
    LIST,
    REFUSED
  }

  // What a gateway accepts: nothing else is ever finished.
  private static final String[] VERSIONS = {"TLSv1.2", "TLSv1.3"};
  private static final String[] RESUMED = {"true", "false", "unknown"};

  static final EnumCells<Limit> LIMITS = new EnumCells<>(0, Limit.class);
  static final EnumCells<TcpmuxOutcome> TCPMUX = new EnumCells<>(LIMITS.end(), TcpmuxOutcome.class);
  private static final int HANDSHAKES = TCPMUX.end();

  private final LoopCells cells = new LoopCells(HANDSHAKES + VERSIONS.length * RESUMED.length);

  Cells cells(int loop) {
    return cells.on(loop);
  }

  static int handshakes(TlsDetails tls) {
    int version = tls.version().equals(VERSIONS[0]) ? 0 : 1;
    return handshakes(version, resumed(tls.isResumed()));
  }

  private static int handshakes(int version, int resumed) {
    return HANDSHAKES + version * RESUMED.length + resumed;
  }

  private static int resumed(Optional<Boolean> isResumed) {
    return isResumed.map(is -> is ? 0 : 1).orElse(2);
  }

  void addTo(Rows rows) {
    for (Limit limit : Limit.values()) {
      long reached = cells.sum(LIMITS.of(limit));
      rows.counter(Family.LIMIT_REFUSALS, reached, "limit", limit.toString());
    }
    for (TcpmuxOutcome outcome : TcpmuxOutcome.values()) {
      long requests = cells.sum(TCPMUX.of(outcome));
      String word = outcome.name().toLowerCase(Locale.ROOT);
      rows.counter(Family.TCPMUX_REQUESTS, requests, "outcome", word);
    }
    for (int version = 0; version < VERSIONS.length; version++) {
      for (int resumed = 0; resumed < RESUMED.length; resumed++) {
        rows.counter(
            Family.TLS_HANDSHAKES,
            cells.sum(handshakes(version, resumed)),
            "version",
            VERSIONS[version],
            "resumed",
            RESUMED[resumed]);
      }
    }
  }
}
