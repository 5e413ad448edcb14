package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.status.Rates.Growth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The state of the gateway as {@code status-1.json} has it, but for the connections. */
final class StatusDocument {
  private static final Map<String, ToLongFunction<Counts>> GROWING =
      Map.of(
          "accepted", counts -> ofListeners(counts, ListenerCounts::accepted),
          "refused", counts -> ofListeners(counts, StatusDocument::refused),
          "relayed", counts -> ofServices(counts, ServiceCounts::relayed),
          "bytesFromClients", counts -> ofServices(counts, ServiceCounts::receivedFromClient),
          "bytesToClients", counts -> ofServices(counts, ServiceCounts::sentToClient));

  private final Administered gateway;
  private final GatewayConfig config;
  private final Counts counts;
  private final Growth growth;
  private final Instant now;

  private StatusDocument(Administered gateway, Growth growth, Instant now) {
    this.gateway = gateway;
    this.config = gateway.config();
    this.counts = gateway.counts();
    this.growth = growth;
    this.now = now;
  }

  /** Returns it; takes as long as the configuration is large. */
  static JsonObject of(Administered gateway, Growth growth) {
    return new StatusDocument(gateway, growth, Instant.now()).json();
  }

  /** Returns what is counted of connections that a listener has refused. */
  static long refused(ListenerCounts listener) {
    return listener.refused().values().stream().mapToLong(Long::longValue).sum();
  }

  private static long ofListeners(Counts counts, ToLongFunction<ListenerCounts> number) {
    return counts.listeners().values().stream().mapToLong(number).sum();
  }

  private static long ofServices(Counts counts, ToLongFunction<ServiceCounts> number) {
    return counts.services().values().stream().mapToLong(number).sum();
  }

  private JsonObject json() {
    JsonObject document =
        new JsonObject()
            .put("version", gateway.version())
            .put("startedAt", Json.time(gateway.startedAt()))
            .put("now", Json.time(now))
            .put("uptimeSeconds", secondsSince(gateway.startedAt()))
            .put("configuration", configuration())
            .put("ready", gateway.isReady())
            .put("draining", gateway.isDraining())
            .put("totals", totals())
            .put("rates", rates())
            .put("listeners", ListenerStatus.of(gateway, counts, growth))
            .put("services", ServiceStatus.of(gateway, counts, growth))
            .put("certificates", CertificateStatus.of(config.certificates(), now));
    return document.mergeIn(RefusalStatus.of(gateway.refusals()));
  }

  private long secondsSince(Instant then) {
    return Math.max(0, Duration.between(then, now).toSeconds());
  }

  private JsonObject configuration() {
    List<String> error = gateway.lastReloadError();
    return new JsonObject()
        .put("generation", gateway.generation())
        .put("hash", config.source().hash())
        .put("file", config.source().file().toString())
        .put("loadedAt", Json.time(gateway.loadedAt()))
        .put("ageSeconds", secondsSince(gateway.loadedAt()))
        .put("lastReloadError", error.isEmpty() ? null : new JsonArray(error));
  }

  private JsonObject totals() {
    JsonObject totals =
        new JsonObject()
            .put("handshaking", ofListeners(counts, ListenerCounts::handshaking))
            .put("active", ofServices(counts, ServiceCounts::active))
            .put("services", config.services().size())
            .put("certificates", config.certificates().size());
    GROWING.forEach((name, number) -> totals.put(name, number.applyAsLong(counts)));
    return totals;
  }

  private JsonObject rates() {
    JsonObject rates = new JsonObject().put("seconds", Json.rounded(growth.seconds()));
    GROWING.forEach((name, number) -> rates.put(name, Json.rounded(growth.perSecond(number))));
    return rates;
  }
}
