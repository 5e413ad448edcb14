package dev.alpnmux.gateway.upstream;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One SRV record (RFC 2782).
 *
 * @param priority those of the lowest one are used, the others are their backups
 * @param weight its share among those of its priority; 0 for next to nothing
 * @param host the name of the host, in lower case and without the dot at the end
 * @param port the TCP port, from 1
 */
public record SrvRecord(int priority, int weight, String host, int port) {
  /** The most records of a name that are used: a bound for what DNS can make a gateway keep. */
  public static final int RECORDS_MAX = 64;

  private static final int MOST = 65_535;

  public SrvRecord {
    if (priority < 0 || priority > MOST || weight < 0 || weight > MOST) {
      throw new IllegalArgumentException("no priority or weight: " + priority + ", " + weight);
    }
    if (host.isEmpty() || port < 1 || port > MOST) {
      throw new IllegalArgumentException("not to be connected: " + host + ':' + port);
    }
  }

  /**
   * Returns the records to use, in an order that does not depend on that of the answer: servers
   * rotate it, and the same records must make the same upstreams. Of two for the same host and port
   * the one of the lower priority counts.
   */
  static List<SrvRecord> usable(List<SrvRecord> found) {
    Set<String> known = new HashSet<>();
    return found.stream()
        .sorted(
            Comparator.comparingInt(SrvRecord::priority)
                .thenComparing(SrvRecord::host)
                .thenComparingInt(SrvRecord::port)
                .thenComparingInt(SrvRecord::weight))
        .filter(record -> known.add(record.host() + ':' + record.port()))
        .limit(RECORDS_MAX)
        .toList();
  }
}
