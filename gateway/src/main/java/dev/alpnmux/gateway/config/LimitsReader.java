package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.ServiceLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code limits}, of the gateway or of one service. */
final class LimitsReader {
  static final Keys GATEWAY =
      Keys.of(
          "helloBytes",
          "connections",
          "pendingHandshakes",
          "connectionsPerClient",
          "handshakesPerSecond",
          "pendingUpstreams");

  static final Keys SERVICE =
      Keys.of("connections", "connectionsPerClient", "lifetime", "bandwidth");

  static final Keys BANDWIDTH = Keys.of("fromClient", "toClient");

  /** Smaller ones cannot hold what today's clients send; larger ones only serve a flood. */
  private static final int HELLO_BYTES_LEAST = 1024;

  private static final int HELLO_BYTES_MOST = 1024 * 1024;
  private static final int CONNECTIONS_MOST = 10_000_000;
  private static final int PENDING_HANDSHAKES_MOST = 1_000_000;
  private static final int HANDSHAKES_PER_SECOND_MOST = 1_000_000;

  /** Less would be silence for seconds behind each read. */
  private static final int BYTES_PER_SECOND_LEAST = 1024;

  private static final int BYTES_PER_SECOND_MOST = 1024 * 1024 * 1024;

  /** Where the limit of open files is not known, it is assumed to be enough for these. */
  private static final int CONNECTIONS_ELSEWHERE = 5000;

  private LimitsReader() {}

  static Limits ofGateway(Section document) {
    Optional<Section> limits = document.section("limits", GATEWAY);
    return new Limits(
        limits
            .flatMap(section -> section.text("helloBytes", LimitsReader::helloBytes))
            .orElse(Limits.HELLO_BYTES_MAX),
        limits
            .flatMap(section -> section.count("connections", 1, CONNECTIONS_MOST))
            .orElseGet(LimitsReader::asManyAsFilesAllow),
        limits
            .flatMap(section -> section.count("pendingHandshakes", 1, PENDING_HANDSHAKES_MOST))
            .orElse(Limits.PENDING_HANDSHAKES_MAX),
        limits.map(LimitsReader::ofClient).orElse(ClientLimits.NONE));
  }

  private static ClientLimits ofClient(Section limits) {
    return new ClientLimits(
        limits.count("connectionsPerClient", 1, CONNECTIONS_MOST).orElse(0),
        limits.count("handshakesPerSecond", 1, HANDSHAKES_PER_SECOND_MOST).orElse(0),
        limits.count("pendingUpstreams", 1, CONNECTIONS_MOST).orElse(0));
  }

  static ServiceLimits ofService(Section service) {
    return service
        .section("limits", SERVICE)
        .map(LimitsReader::serviceLimits)
        .orElse(ServiceLimits.NONE);
  }

  private static ServiceLimits serviceLimits(Section limits) {
    Optional<Section> bandwidth = limits.section("bandwidth", BANDWIDTH);
    return new ServiceLimits(
        limits.count("connections", 1, CONNECTIONS_MOST).orElse(0),
        limits.count("connectionsPerClient", 1, CONNECTIONS_MOST).orElse(0),
        limits.text("lifetime", Quantity::duration).orElse(Duration.ZERO),
        bytesPerSecond(bandwidth, "fromClient"),
        bytesPerSecond(bandwidth, "toClient"));
  }

  private static int bytesPerSecond(Optional<Section> bandwidth, String direction) {
    return bandwidth
        .flatMap(section -> section.text(direction, LimitsReader::bytesPerSecond))
        .orElse(0);
  }

  private static int bytesPerSecond(String written) {
    return Quantity.bytes(written, BYTES_PER_SECOND_LEAST, BYTES_PER_SECOND_MOST);
  }

  private static int helloBytes(String written) {
    return Quantity.bytes(written, HELLO_BYTES_LEAST, HELLO_BYTES_MOST);
  }

  /** As many as the open files of this process are enough for. */
  private static int asManyAsFilesAllow() {
    return (int)
        Math.min(FileDescriptors.connections().orElse(CONNECTIONS_ELSEWHERE), CONNECTIONS_MOST);
  }
}
