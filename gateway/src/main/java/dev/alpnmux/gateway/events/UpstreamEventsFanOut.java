package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import java.time.Duration;
import java.util.List;

/** Tells several listeners, in their order. */
final class UpstreamEventsFanOut implements UpstreamEvents {
  private final List<UpstreamEvents> listeners;

  UpstreamEventsFanOut(List<UpstreamEvents> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void ejected(String service, Upstream upstream, Duration duration, String why) {
    listeners.forEach(l -> l.ejected(service, upstream, duration, why));
  }

  @Override
  public void returned(String service, Upstream upstream) {
    listeners.forEach(l -> l.returned(service, upstream));
  }

  @Override
  public void wentDown(String service, Upstream upstream, String why) {
    listeners.forEach(l -> l.wentDown(service, upstream, why));
  }

  @Override
  public void cameUp(String service, Upstream upstream) {
    listeners.forEach(l -> l.cameUp(service, upstream));
  }

  @Override
  public void lookupFailed(String name, String configured, String why, boolean isNews) {
    listeners.forEach(l -> l.lookupFailed(name, configured, why, isNews));
  }

  @Override
  public void lookupRecovered(String name, String configured) {
    listeners.forEach(l -> l.lookupRecovered(name, configured));
  }
}
