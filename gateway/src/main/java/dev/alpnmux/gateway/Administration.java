package dev.alpnmux.gateway;

import dev.alpnmux.gateway.admin.Administered;
import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.flow.Admission;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Format;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.status.RefusalBoard;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** A gateway as its admin pages see it. */
final class Administration implements Administered {
  private final Gateway gateway;
  private final Admission admission;
  private final GatewayMetrics metrics;
  private final RefusalBoard refusals;

  Administration(
      Gateway gateway, Admission admission, GatewayMetrics metrics, RefusalBoard refusals) {
    this.gateway = gateway;
    this.admission = admission;
    this.metrics = metrics;
    this.refusals = refusals;
  }

  @Override
  public boolean isReady() {
    return gateway.isReady();
  }

  @Override
  public boolean isDraining() {
    return gateway.isDraining();
  }

  @Override
  public String version() {
    return GatewayVersion.text();
  }

  @Override
  public Instant startedAt() {
    return gateway.loads().startedAt();
  }

  @Override
  public Instant loadedAt() {
    return gateway.loads().loadedAt();
  }

  @Override
  public List<String> lastReloadError() {
    return gateway.loads().lastError();
  }

  @Override
  public Counts counts() {
    return metrics.counts();
  }

  @Override
  public RefusalBoard refusals() {
    return refusals;
  }

  @Override
  public Future<String> metrics(Format format) {
    return gateway.metrics(format);
  }

  @Override
  public GatewayConfig config() {
    return gateway.config();
  }

  @Override
  public long generation() {
    return gateway.generation();
  }

  @Override
  public List<Listening> listeners() {
    return gateway.listeners().stream()
        .map(l -> new Listening(l.name(), l.address().toString(), l.transport()))
        .toList();
  }

  @Override
  public List<Upstream> upstreams(Service service) {
    return gateway.upstreams(service);
  }

  @Override
  public Collection<ConnectionFlow> connections() {
    return admission.flows();
  }

  @Override
  public Future<ConfigChanges> reload() {
    return gateway.reload();
  }

  @Override
  public void welcome(boolean isWelcome) {
    gateway.welcome(isWelcome);
  }

  @Override
  public boolean isDrained(String service) {
    return admission.isDrained(service);
  }

  @Override
  public void drain(String service, boolean isDrained) {
    admission.drain(service, isDrained);
  }
}
