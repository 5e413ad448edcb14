package dev.alpnmux.gateway.metrics;

import dev.alpnmux.gateway.accesslog.AccessLog;
import dev.alpnmux.gateway.accesslog.Dropped;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** The lines of the access log, where there is one, and those that are missing. */
final class AccessLogMeters {
  private AccessLogMeters() {}

  /** Makes the meters; the second time nothing happens. */
  static void show(AccessLog log, MeterRegistry registry) {
    FunctionCounter.builder("alpnmux.access.log.written", log, AccessLog::written)
        .description("Lines of the access log that were written")
        .register(registry);
    for (Dropped reason : Dropped.values()) {
      FunctionCounter.builder("alpnmux.access.log.dropped", log, l -> l.dropped(reason))
          .description("Lines that are missing in the access log")
          .tag("reason", reason.toString())
          .register(registry);
    }
  }
}
