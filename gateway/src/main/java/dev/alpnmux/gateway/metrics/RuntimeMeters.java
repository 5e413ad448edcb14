package dev.alpnmux.gateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The meters of what the gateway runs in: the program, the JVM, the process, Netty. Thread-safe.
 */
public final class RuntimeMeters {
  private final MeterRegistry registry;

  RuntimeMeters(MeterRegistry registry) {
    this.registry = registry;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new GarbageCollectionMeters().bindTo(registry);
    new ProcessMeters().bindTo(registry);
  }

  /**
   * Shows what runs here.
   *
   * @param version of the gateway
   * @param vertx the version of Vert.x
   * @param tlsProvider who speaks TLS
   */
  public void showBuild(String version, String vertx, String tlsProvider) {
    Gauge.builder("alpnmux.build.info", () -> 1)
        .description("What runs here: always 1")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .tag("vertx", vertx)
        .tag("tls_provider", tlsProvider)
        .register(registry);
  }

  /**
   * Shows how late the event loops are.
   *
   * @param secondsByLoop asked on any thread
   */
  public void showEventLoops(Map<String, DoubleSupplier> secondsByLoop) {
    secondsByLoop.forEach(
        (loop, seconds) ->
            Gauge.builder("alpnmux.event.loop.delay", seconds::getAsDouble)
                .description(
                    "Longest delay of a timer of the event loop, in the last 15 to 30 seconds")
                .baseUnit("seconds")
                .tag("loop", loop)
                .register(registry));
  }

  /**
   * Shows the memory of Netty's buffers.
   *
   * @param bytesByKind asked on any thread
   */
  public void showNettyMemory(Map<String, LongSupplier> bytesByKind) {
    bytesByKind.forEach(
        (kind, bytes) ->
            Gauge.builder("alpnmux.netty.memory", bytes::getAsLong)
                .description("Memory that Netty's allocator of buffers holds")
                .baseUnit("bytes")
                .tag("kind", kind)
                .register(registry));
  }
}
