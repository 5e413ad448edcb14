package dev.alpnmux.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The meters of the configuration itself. Thread-safe. */
public final class ConfigMeters {
  /** What came of a try to load the configuration anew. */
  public enum Outcome {
    /** It serves new connections. */
    APPLIED,
    /** It is the one that served already. */
    UNCHANGED,
    /** It has problems; the one before it goes on. */
    REFUSED
  }

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> reloads = new EnumMap<>(Outcome.class);
  private final AtomicInteger isLastSuccessful = new AtomicInteger(1);
  private final AtomicLong lastSuccessMillis = new AtomicLong();
  private final MultiGauge certificates;
  private @Nullable Gauge info;

  ConfigMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      reloads.put(
          outcome,
          Counter.builder("alpnmux.config.reloads")
              .description("Tries to load the configuration anew")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    Gauge.builder("alpnmux.config.last.reload.successful", isLastSuccessful, AtomicInteger::get)
        .description("Whether the last try to load the configuration succeeded: 0 or 1")
        .register(registry);
    TimeGauge.builder(
            "alpnmux.config.last.success.timestamp",
            lastSuccessMillis,
            TimeUnit.MILLISECONDS,
            AtomicLong::get)
        .description("When the configuration was loaded last with success, in Unix time")
        .register(registry);
    certificates =
        MultiGauge.builder("alpnmux.tls.certificate.not.after.timestamp")
            .description("When a certificate expires, in Unix time")
            .baseUnit("seconds")
            .register(registry);
  }

  /** A try to load the configuration has ended so. */
  public void reloaded(Outcome outcome) {
    Objects.requireNonNull(reloads.get(outcome)).increment();
    isLastSuccessful.set(outcome == Outcome.REFUSED ? 0 : 1);
    if (outcome != Outcome.REFUSED) {
      lastSuccessMillis.set(System.currentTimeMillis());
    }
  }

  /**
   * Shows when these certificates expire, and no others.
   *
   * @param notAfter by the names of their files
   */
  public void showCertificates(Map<String, Instant> notAfter) {
    List<Row<?>> rows = new ArrayList<>();
    notAfter.forEach(
        (file, expiry) -> rows.add(Row.of(Tags.of("certificate", file), expiry.getEpochSecond())));
    certificates.register(rows, true);
  }

  /** New connections are served by this configuration from now on. */
  public synchronized void serving(long generation, String hash) {
    lastSuccessMillis.set(System.currentTimeMillis());
    if (info != null) {
      // One series at a time: each hash that ever was would stay for good.
      registry.remove(info);
    }
    info =
        Gauge.builder("alpnmux.config.info", () -> 1)
            .description("Which configuration serves: how many there were, and a digest of it")
            .tag("generation", String.valueOf(generation))
            .tag("hash", hash)
            .register(registry);
  }
}
