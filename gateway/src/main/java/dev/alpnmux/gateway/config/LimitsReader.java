package dev.alpnmux.gateway.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Reads {@code limits}. */
final class LimitsReader {
  static final Keys KEYS = Keys.of("helloBytes", "connections", "pendingHandshakes");

  /** Smaller ones cannot hold what today's clients send; larger ones only serve a flood. */
  private static final int HELLO_BYTES_LEAST = 1024;

  private static final int HELLO_BYTES_MOST = 1024 * 1024;
  private static final int CONNECTIONS_MOST = 10_000_000;
  private static final int PENDING_HANDSHAKES_MOST = 1_000_000;

  /** Where the limit of file descriptors is not known, it is assumed to be twice this. */
  private static final int CONNECTIONS_ELSEWHERE = 5000;

  private LimitsReader() {}

  static Limits read(Section document) {
    Optional<Section> limits = document.section("limits", KEYS);
    return new Limits(
        limits
            .flatMap(section -> section.text("helloBytes", LimitsReader::helloBytes))
            .orElse(Limits.HELLO_BYTES_MAX),
        limits
            .flatMap(section -> section.count("connections", 1, CONNECTIONS_MOST))
            .orElseGet(LimitsReader::halfOfTheFileDescriptors),
        limits
            .flatMap(section -> section.count("pendingHandshakes", 1, PENDING_HANDSHAKES_MOST))
            .orElse(Limits.PENDING_HANDSHAKES_MAX));
  }

  private static int helloBytes(String written) {
    return Quantity.bytes(written, HELLO_BYTES_LEAST, HELLO_BYTES_MOST);
  }

  /** A relayed connection holds two of them: the client's and the upstream's. */
  private static int halfOfTheFileDescriptors() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long half = unix.getMaxFileDescriptorCount() / 2;
      return half < 1 ? CONNECTIONS_ELSEWHERE : (int) Math.min(half, CONNECTIONS_MOST);
    }
    return CONNECTIONS_ELSEWHERE;
  }
}
