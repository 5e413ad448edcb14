package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Counts.ServiceCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamCounts;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.gateway.status.Rates.Growth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.ToLongFunction;

/** The services in {@code status-1.json}. */
final class ServiceStatus {
  private static final ServiceCounts NOTHING = new ServiceCounts(0, 0, 0, 0, 0);
  private static final UpstreamCounts UNTRIED = new UpstreamCounts(0, 0, 0, false);

  private final Administered gateway;
  private final Counts counts;
  private final Growth growth;

  private ServiceStatus(Administered gateway, Counts counts, Growth growth) {
    this.gateway = gateway;
    this.counts = counts;
    this.growth = growth;
  }

  static JsonArray of(Administered gateway, Counts counts, Growth growth) {
    ServiceStatus status = new ServiceStatus(gateway, counts, growth);
    return new JsonArray(
        gateway.config().services().stream().limit(Json.SHOWN_MAX).map(status::describe).toList());
  }

  private JsonObject describe(Service service) {
    JsonObject described = whatItIs(service);
    ServiceCounts counted = of(counts, service);
    return described
        .put("draining", gateway.isDrained(service.name()))
        .put("routed", counted.routed())
        .put("relayed", counted.relayed())
        .put("active", counted.active())
        .put("bytesFromClients", counted.receivedFromClient())
        .put("bytesToClients", counted.sentToClient())
        .put(
            "rates",
            new JsonObject()
                .put("relayed", perSecond(service, ServiceCounts::relayed))
                .put("bytesFromClients", perSecond(service, ServiceCounts::receivedFromClient))
                .put("bytesToClients", perSecond(service, ServiceCounts::sentToClient)))
        .put(
            "upstreams",
            new JsonArray(
                service.upstreams().stream()
                    .map(upstream -> describe(service, upstream))
                    .toList()));
  }

  private static JsonObject whatItIs(Service service) {
    JsonArray names = Json.texts(service.serverNames());
    return new JsonObject()
        .put("name", service.name())
        .put("mode", Json.word(service.mode()))
        .put("protocols", Json.texts(service.protocols()))
        .put("serverNames", service.anyServerName() ? names.add("*") : names)
        .put("builtin", service.builtin().map(Json::word).orElse(null))
        .put("requiresClientCertificate", service.clients().isPresent())
        .put("tcpmux", service.tcpmux())
        .put("public", service.isPublic());
  }

  private JsonObject describe(Service service, WeightedUpstream upstream) {
    UpstreamCounts counted =
        counts
            .upstreams()
            .getOrDefault(new UpstreamKey(service.name(), upstream.address()), UNTRIED);
    return new JsonObject()
        .put("address", upstream.address().toString())
        .put("backup", upstream.isBackup())
        .put("up", counted.isUp())
        .put("active", counted.active())
        .put("connects", counted.ok())
        .put("failures", counted.failed());
  }

  private static ServiceCounts of(Counts counts, Service service) {
    return counts.services().getOrDefault(service.name(), NOTHING);
  }

  private double perSecond(Service service, ToLongFunction<ServiceCounts> number) {
    return Json.rounded(growth.perSecond(counted -> number.applyAsLong(of(counted, service))));
  }
}
