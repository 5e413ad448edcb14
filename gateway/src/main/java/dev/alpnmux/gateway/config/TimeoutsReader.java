package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Timeouts;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code timeouts}, of the gateway or of one service. */
final class TimeoutsReader {
  static final Keys GATEWAY =
      Keys.of("hello", "handshake", "connect", "idle", "halfClose", "drain");

  /** Before a service is known its waits cannot count; and all services are drained together. */
  static final Keys SERVICE = Keys.of("handshake", "connect", "idle", "halfClose");

  private TimeoutsReader() {}

  static Timeouts ofGateway(Section document) {
    return read(document.section("timeouts", GATEWAY), Timeouts.DEFAULT);
  }

  /** Returns the waits of a service; what it leaves out is as in {@code gateway}. */
  static Timeouts ofService(Section service, Timeouts gateway) {
    return read(service.section("timeouts", SERVICE), gateway);
  }

  private static Timeouts read(Optional<Section> section, Timeouts otherwise) {
    return section.map(s -> read(s, otherwise)).orElse(otherwise);
  }

  private static Timeouts read(Section section, Timeouts otherwise) {
    return new Timeouts(
        duration(section, "hello", otherwise.hello()),
        duration(section, "handshake", otherwise.handshake()),
        duration(section, "connect", otherwise.connect()),
        duration(section, "idle", otherwise.idle()),
        duration(section, "halfClose", otherwise.halfClose()),
        drain(section, otherwise.drain()));
  }

  /** A drain without an end would never let the process stop. */
  private static Duration drain(Section section, Duration otherwise) {
    Duration drain = duration(section, "drain", otherwise);
    if (drain.isZero()) {
      section.fault("drain", "a drain has an end; give a duration such as \"20s\"");
    }
    return drain;
  }

  private static Duration duration(Section section, String key, Duration otherwise) {
    return section.text(key, Quantity::duration).orElse(otherwise);
  }
}
