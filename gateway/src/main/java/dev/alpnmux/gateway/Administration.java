package dev.alpnmux.gateway;

import dev.alpnmux.gateway.admin.Administered;
import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.flow.Admission;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** A gateway as its admin pages see it. */
final class Administration implements Administered {
  private final Gateway gateway;
  private final Admission admission;
  private final GatewayMetrics metrics;

  Administration(Gateway gateway, Admission admission, GatewayMetrics metrics) {
    this.gateway = gateway;
    this.admission = admission;
    this.metrics = metrics;
  }

  @Override
  public boolean isReady() {
    return gateway.isReady();
  }

  @Override
  public String metrics() {
    return metrics.scrape();
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
