package dev.alpnmux.client.dns;

import java.util.Optional;

/**
 * An SRV record (RFC 2782).
 *
 * @param priority lower ones are tried first
 * @param weight in proportion to those of the same priority
 * @param target a host name without the final dot; empty: there is decidedly no such service
 */
public record SrvRecord(int priority, int weight, int port, String target) {
  private static final int FIELDS = 4;

  /** Reads the form in which the JDK gives a record: {@code "10 60 443 gw.example.com."}. */
  static Optional<SrvRecord> parse(String text) {
    String[] fields = text.split(" ", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SrvRecord(
              Integer.parseInt(fields[0]),
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2]),
              DnsClient.withoutFinalDot(fields[3])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
